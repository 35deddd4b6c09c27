"""What is known of Finnish, Swedish and English: words, sentences, typography, the glossary."""
