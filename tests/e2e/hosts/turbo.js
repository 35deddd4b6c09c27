// A site of many pages that Turbo shows without loading them: each has the chat in its template.
import "@hotwired/turbo";
