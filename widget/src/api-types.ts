// Made from the OpenAPI description by `make widget`: change lape_qa/contract.py or lape_qa_api/schemas.py.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A citation as OpenAI's clients know it. */
        readonly Annotation: {
            /**
             * @default url_citation
             * @constant
             */
            readonly type?: "url_citation";
            readonly url_citation: components["schemas"]["UrlCitation"];
        };
        /** @description Something that a question took over from an earlier one. */
        readonly Carried: {
            /** @enum {string} */
            readonly kind: "topic" | "region" | "year";
            readonly text: string;
        };
        /** @description The assistant's message. */
        readonly ChatReply: {
            readonly annotations: readonly components["schemas"]["Annotation"][];
            readonly content: string;
            /** @description Where the sources do not answer, the text says so. */
            readonly refusal?: null;
            /**
             * @default assistant
             * @constant
             */
            readonly role?: "assistant";
        };
        /** @description A conversation whose last user message is the question; earlier ones are its history. */
        readonly ChatRequest: {
            readonly messages: readonly components["schemas"]["Message"][];
            readonly model: string;
            /** @description There is one answer. */
            readonly n?: 1 | null;
            readonly stream?: boolean | null;
        };
        /** @description What has become of a quote. */
        readonly Check: {
            /** @description It carries every sentence that cites it. */
            readonly carries: boolean;
            /** @description What the citation says of the document (`title`, `publisher`, `published`, `region`, `language`, `url`, `digest`) otherwise than any version that is known; `reader_url` if it leads elsewhere. */
            readonly differs: readonly string[];
            /** @description Id of the document that the quote stands in; null when none. */
            readonly document: string | null;
            readonly end: number | null;
            /** @description It stood at its place in the version that is cited; null when that version is not kept. */
            readonly held: boolean | null;
            /** @description It stands elsewhere in the cited document than the citation says. */
            readonly moved: boolean;
            readonly number: number;
            /** @description Where the quote stands now; null when nowhere. */
            readonly start: number | null;
            /** @description To the character; else white space or typography differs. */
            readonly verbatim: boolean;
            /**
             * @description `found`: word for word in the cited document. `misattributed`: in another document only. `stitched`: pieced together from what stands apart. `absent`: none of these.
             * @enum {string}
             */
            readonly verdict: "found" | "misattributed" | "stitched" | "absent";
            /**
             * @description The cited document is the `same` as then, has `changed`, has the same text under another id (`renamed`), is no longer among the sources (`removed`), or is `unknown`.
             * @enum {string}
             */
            readonly version: "same" | "changed" | "renamed" | "removed" | "unknown";
        };
        /** @description The one answer there is. */
        readonly Choice: {
            /**
             * @default stop
             * @constant
             */
            readonly finish_reason?: "stop";
            /**
             * @default 0
             * @constant
             */
            readonly index?: 0;
            /** @description No model has weighed the words. */
            readonly logprobs?: null;
            readonly message: components["schemas"]["ChatReply"];
        };
        /** @description A quote and where it stands. */
        readonly Citation: {
            /** @description One in each other document that was found to say the same. */
            readonly copies: readonly components["schemas"]["Copy"][];
            readonly document: components["schemas"]["Document"];
            /** @description Code point after its last. */
            readonly end: number;
            readonly number: number;
            /** @description Page it begins on; absent when the source has no pages. */
            readonly page?: number;
            /** @description What the source calls that page, such as iii; absent when it is its number. */
            readonly page_label?: string;
            /** @description `text[start:end]` of the document, to the character. */
            readonly quote: string;
            /** @description Path of the page that shows the stretch where it stands. */
            readonly reader_url: string;
            /**
             * @description The text was recognised in a picture and may be wrong; absent otherwise.
             * @constant
             */
            readonly recognised?: true;
            /** @description Row of the sheet; absent where none is known. */
            readonly row?: number;
            /** @description Name of the sheet it begins on; absent when the source is no workbook. */
            readonly sheet?: string;
            /** @description Slide it begins on; absent when the source is no presentation. */
            readonly slide?: number;
            /** @description First code point of the stretch in the document's text. */
            readonly start: number;
        };
        /** @description A whole answer; `id` is `chatcmpl-` and the `answer_id` that feedback takes. */
        readonly Completion: {
            readonly choices: readonly components["schemas"]["Choice"][];
            readonly created: number;
            readonly id: string;
            /** @default lape-qa */
            readonly model?: string;
            /**
             * @default chat.completion
             * @constant
             */
            readonly object?: "chat.completion";
        };
        /** @description Whom to ask when the service does not answer; a field is empty when there is none. */
        readonly Contact: {
            readonly email: string;
            readonly name: string;
            readonly url: string;
        };
        /** @description A part of a message; only text is read. */
        readonly ContentPart: {
            readonly text?: string | null;
            readonly type: string;
        };
        /** @description Where a quote stands word for word in another document too. */
        readonly Copy: {
            readonly document: components["schemas"]["Document"];
            /** @description Code point after its last. */
            readonly end: number;
            /** @description Path of the page that shows the stretch where it stands. */
            readonly reader_url: string;
            /** @description First code point of the stretch in the document's text. */
            readonly start: number;
        };
        /** @description What is known about a source document. */
        readonly Document: {
            /** @description The text is a summary of what title, publisher, date and address name, in other words. */
            readonly digest: boolean;
            readonly id: string;
            /** @description Language code of the text, such as `fi`. */
            readonly language: string;
            /** @description An ISO date or a year; empty when it is not known. */
            readonly published: string;
            readonly publisher: string;
            readonly region: string;
            /** @description Of the text in UTF-8; another text has another. */
            readonly sha256: string;
            readonly title: string;
            /** @description Where the original is; empty when it is not known. */
            readonly url: string;
        };
        /** @description A source document in full. */
        readonly DocumentDetail: {
            readonly author: string;
            /** @description The text is a summary of what title, publisher, date and address name, in other words. */
            readonly digest: boolean;
            readonly id: string;
            /** @description Fields that were guessed from the text, not given by an editor. */
            readonly inferred: readonly string[];
            /** @description Language code of the text, such as `fi`. */
            readonly language: string;
            /** @description An ISO date or a year; empty when it is not known. */
            readonly published: string;
            readonly publisher: string;
            readonly region: string;
            readonly rights: string;
            /** @description Of the text in UTF-8; another text has another. */
            readonly sha256: string;
            /** @description The text that all offsets refer to. */
            readonly text: string;
            readonly title: string;
            /** @description Where the original is; empty when it is not known. */
            readonly url: string;
        };
        /** @description All source documents. */
        readonly DocumentList: {
            readonly documents: readonly components["schemas"]["Document"][];
        };
        /** @description A change of the sources: what it is, how far it is, and what came of it. */
        readonly EditingJob: {
            readonly added: readonly string[];
            /** @description Of the page that it fetches; empty when it brings a file. */
            readonly address: string;
            readonly began: string;
            /** @description The name of the key that asked for it. */
            readonly by: string;
            readonly changed: readonly string[];
            /** @description The id of the document that it is about; empty for all of them. */
            readonly document: string;
            /** @description Empty while it is running. */
            readonly ended: string;
            readonly error: string;
            /** @description The name of the file that it brings; empty when none. */
            readonly file: string;
            /** @description The generation in use at its end; empty before. */
            readonly generation: string;
            readonly id: string;
            /** @enum {string} */
            readonly kind: "add" | "replace" | "remove" | "erase" | "index" | "rollback";
            /** @description What editors should know of files that were read. */
            readonly noted: readonly components["schemas"]["JobLine"][];
            readonly removed: readonly string[];
            readonly renamed: readonly components["schemas"]["Renaming"][];
            /** @description Files of the folder that were left out, each with the reason. */
            readonly skipped: readonly components["schemas"]["JobLine"][];
            /**
             * @description `failed`: nothing was changed, and `error` says why. `interrupted`: its process was ended; the next job carries it out first, unless it was a rollback.
             * @enum {string}
             */
            readonly state: "running" | "done" | "failed" | "interrupted";
            readonly step: components["schemas"]["JobStep"];
            /** @description Versions that were erased. */
            readonly versions: number;
        };
        /** @description Changes of the sources, newest first. */
        readonly EditingJobs: {
            readonly jobs: readonly components["schemas"]["EditingJob"][];
        };
        /** @description Whether an answer was useful. */
        readonly FeedbackGiven: {
            /** @description `answer_id` of the answer. */
            readonly answer_id: string;
            /**
             * @description Is kept as it is: tell people to write no personal data here.
             * @default
             */
            readonly comment?: string;
            readonly useful: boolean;
        };
        /** @description Which documents to look in; what is left out lets every document through. */
        readonly Filters: {
            /** @description Only documents published in this year or later. */
            readonly from_year?: number | null;
            /**
             * @description Only documents in this language, such as `fi`.
             * @default
             */
            readonly language?: string;
            /**
             * @description Only documents of this publisher.
             * @default
             */
            readonly publisher?: string;
            /**
             * @description Only documents of this region.
             * @default
             */
            readonly region?: string;
            /** @description Only documents published in this year or earlier. */
            readonly to_year?: number | null;
        };
        /** @description The process is up. */
        readonly Health: {
            /** @constant */
            readonly status: "up";
        };
        /** @description A passage found by search. */
        readonly Hit: {
            readonly document: components["schemas"]["Document"];
            /** @description Code point after its last. */
            readonly end: number;
            /** @description The heading that the passage stands under; empty when none. */
            readonly heading: string;
            /** @description Page it begins on; absent when the source has no pages. */
            readonly page?: number;
            /** @description What the source calls that page, such as iii; absent when it is its number. */
            readonly page_label?: string;
            readonly rank: number;
            /** @description Path of the page that shows the stretch where it stands. */
            readonly reader_url: string;
            /**
             * @description The text was recognised in a picture and may be wrong; absent otherwise.
             * @constant
             */
            readonly recognised?: true;
            /** @description Row of the sheet; absent where none is known. */
            readonly row?: number;
            /** @description Higher is better; comparable within one result only. */
            readonly score: number;
            /** @description Name of the sheet it begins on; absent when the source is no workbook. */
            readonly sheet?: string;
            /** @description Slide it begins on; absent when the source is no presentation. */
            readonly slide?: number;
            /** @description First code point of the stretch in the document's text. */
            readonly start: number;
            /** @description `text[start:end]` of the document, to the character. */
            readonly text: string;
        };
        /** @description What a reply was made with. */
        readonly Index: {
            readonly generation: string;
            readonly model: string;
            /** @enum {string} */
            readonly morphology: "voikko" | "snowball";
            /** @description The reader that read the best sentences; null when the answer is from retrieval alone. */
            readonly reader: string | null;
        };
        /** @description One line on a file: why it was left out, or what to know of it. */
        readonly JobLine: {
            readonly file: string;
            readonly said: string;
        };
        /** @description How far a job is. */
        readonly JobStep: {
            readonly done: number;
            /** @description 0 when it is not known. */
            readonly total: number;
            /** @description What is being done. */
            readonly work: string;
        };
        /** @description What is to be done with the index. */
        readonly JobWanted: {
            /**
             * @description `index` the folder as it is, or `rollback` to the generation before.
             * @enum {string}
             */
            readonly kind: "index" | "rollback";
        };
        /** @description Whether a language model worded an answer; absent where none is set. */
        readonly LlmUse: {
            /**
             * @description Why it was not used; absent when it was.
             * @enum {string}
             */
            readonly reason?: "no_evidence" | "instructions" | "unreachable" | "timeout" | "http_error" | "malformed" | "too_long" | "unsupported" | "no_choice";
            readonly used: boolean;
        };
        /** @description A message of the conversation. */
        readonly Message: {
            readonly content?: string | readonly components["schemas"]["ContentPart"][] | null;
            readonly role: string;
        };
        /** @description The service as a model. */
        readonly Model: {
            /** @description When the index in use was made, in seconds since 1970. */
            readonly created: number;
            readonly id: string;
            /**
             * @default model
             * @constant
             */
            readonly object?: "model";
            /** @default lape-qa */
            readonly owned_by?: string;
        };
        /** @description All models there are: one. */
        readonly ModelList: {
            readonly data: readonly components["schemas"]["Model"][];
            /**
             * @default list
             * @constant
             */
            readonly object?: "list";
        };
        /** @description A question to answer. */
        readonly Question: {
            /**
             * @description Which documents to look in.
             * @default {
             *       "region": "",
             *       "publisher": "",
             *       "language": ""
             *     }
             */
            readonly filters?: components["schemas"]["Filters"];
            /**
             * @description Earlier questions of the conversation, oldest first.
             * @default []
             */
            readonly history?: readonly string[];
            /**
             * @description `text` of what an earlier reply carried over and this question is not about.
             * @default []
             */
            readonly not_carried?: readonly string[];
            /** @description A question in Finnish, Swedish or English, at most 1,000 characters, blanks aside. */
            readonly question: string;
        };
        /** @description What questions are answered with. */
        readonly Readiness: {
            readonly documents: number;
            readonly generation: string;
            /** @description What is missing while questions are answered all the same. */
            readonly missing: readonly string[];
            readonly model: string;
            /** @enum {string} */
            readonly morphology: "voikko" | "snowball";
            readonly passages: number;
            /** @description The reader; null when answers come from retrieval alone. */
            readonly reader: string | null;
            /**
             * @description `degraded`: something is missing.
             * @enum {string}
             */
            readonly status: "ready" | "degraded";
        };
        /** @description A text that is the same under another id. */
        readonly Renaming: {
            readonly new: string;
            readonly old: string;
        };
        /** @description An answer made of quotes or carried by them, or an honest not-found. */
        readonly Reply: {
            /** @description Names this answer when feedback is given; good for thirty days. */
            readonly answer_id: string;
            /** @description What the question took over from earlier ones; empty when it stands alone. */
            readonly carried: readonly components["schemas"]["Carried"][];
            readonly citations: readonly components["schemas"]["Citation"][];
            readonly confidence: number;
            readonly index: components["schemas"]["Index"];
            /** @description How the answer is composed; null when there is none. */
            readonly kind: ("fact" | "yes_no" | "definition" | "overview" | "list" | "comparison") | null;
            /**
             * @description The question's language as detected.
             * @enum {string}
             */
            readonly language: "fi" | "sv" | "en";
            readonly llm?: components["schemas"]["LlmUse"];
            /** @description Further documents that speak of the same. */
            readonly more: readonly components["schemas"]["Document"][];
            /** @description When not found: what came closest, if anything. It is no answer. */
            readonly nearest: readonly components["schemas"]["Hit"][];
            /**
             * @description `guidance`: the assistant speaks of itself in `text`, and quotes nothing.
             * @enum {string}
             */
            readonly outcome: "answered" | "not_found" | "guidance";
            /** @description The question as it was understood: white space tidied. */
            readonly question: string;
            /** @description The question as it was read: typing mistakes mended. */
            readonly read_as: string;
            /** @description Regions that the question names, as documents have them. */
            readonly regions: readonly string[];
            /** @description How the sentences are grouped; empty where they stand by themselves. */
            readonly sections: readonly components["schemas"]["Section"][];
            /** @description The answer, in order; empty when not found. */
            readonly sentences: readonly components["schemas"]["Sentence"][];
            /** @description With guidance: questions to begin with. */
            readonly suggestions: readonly string[];
            /** @description What is said besides quotes: guidance, emergency numbers, caveats. */
            readonly text: string;
            /** @description Milliseconds by step, and their `total`. */
            readonly timing_ms: {
                readonly [key: string]: number;
            };
            /** @description Answered, but so unsurely that it is to be said beside the answer. */
            readonly uncertain: boolean;
        };
        /** @description An answer as it was given; other fields than these are not read. */
        readonly SavedAnswer: {
            readonly citations: readonly components["schemas"]["SavedCitation"][];
            readonly sentences: readonly components["schemas"]["SavedSentence"][];
        };
        /** @description A citation of a saved answer; other fields are not read. */
        readonly SavedCitation: {
            readonly document: components["schemas"]["SavedDocument"];
            readonly end: number;
            readonly number: number;
            readonly quote: string;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly reader_url?: string | null;
            readonly start: number;
        };
        /** @description Which version of which document a saved citation names, and what it says of it; other fields are not read. */
        readonly SavedDocument: {
            /** @description As the answer gave it; null is not compared. */
            readonly digest?: boolean | null;
            readonly id: string;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly language?: string | null;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly published?: string | null;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly publisher?: string | null;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly region?: string | null;
            readonly sha256: string;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly title?: string | null;
            /** @description As the answer gave it; what is absent or null is not compared. */
            readonly url?: string | null;
        };
        /** @description A sentence of a saved answer; other fields are not read. */
        readonly SavedSentence: {
            readonly citation: number;
            readonly text: string;
            readonly written_by?: "llm" | null;
        };
        /** @description The passages that match best. */
        readonly SearchResult: {
            readonly hits: readonly components["schemas"]["Hit"][];
            /** @enum {string} */
            readonly language: "fi" | "sv" | "en";
            readonly query: string;
        };
        /** @description Sentences that belong together under a heading. */
        readonly Section: {
            /** @description Their numbers in the answer, from 1; none where nothing is told. */
            readonly sentences: readonly number[];
            readonly title: string;
        };
        /** @description One sentence of an answer. */
        readonly Sentence: {
            /** @description Number of the citation that carries it. */
            readonly citation: number;
            /** @description What of the text answers, such as a name, a date or a number: code points of it. */
            readonly highlights: readonly (readonly number[])[];
            readonly text: string;
            /**
             * @description Who worded it, when it is no quote; absent when it stands so in the source.
             * @constant
             */
            readonly written_by?: "llm";
        };
        /** @description Questions to begin with, by language of the user; for one that is absent, the widget has its own. */
        readonly Suggestions: {
            /** @default [] */
            readonly en?: readonly string[];
            /** @default [] */
            readonly fi?: readonly string[];
            /** @default [] */
            readonly sv?: readonly string[];
        };
        /** @description A search term that was asked for without an answer. */
        readonly Topic: {
            readonly count: number;
            /** @description The day it was last asked for, ISO date. */
            readonly last: string;
            readonly term: string;
        };
        /** @description What people ask about and the sources do not answer. */
        readonly Unanswered: {
            readonly topics: readonly components["schemas"]["Topic"][];
        };
        /** @description Which source carries a sentence of the text. */
        readonly UrlCitation: {
            /** @description Code point after its last. */
            readonly end_index: number;
            /** @description First code point of the sentence in the text. */
            readonly start_index: number;
            readonly title: string;
            /** @description The page that shows the quote where it stands. */
            readonly url: string;
        };
        /** @description What has become of the quotes of a saved answer. */
        readonly Verification: {
            readonly checks: readonly components["schemas"]["Check"][];
            /** @description Whether every quote is found, carries its sentences, stood in the version that it cites, and its document is named as it is. */
            readonly stand: boolean;
        };
        /** @description What the chat widget shows before the first question. */
        readonly WidgetConfig: {
            readonly contact: components["schemas"]["Contact"] | null;
            /** @description Whether a language model may word answers. */
            readonly llm: boolean;
            readonly suggestions: components["schemas"]["Suggestions"];
        };
        /** @description A token that pages of one origin may ask with for a while. */
        readonly WidgetToken: {
            /** @description Seconds that it is good for. */
            readonly expires_in: number;
            /** @description Send it as `Authorization: Bearer …`, from the same origin. */
            readonly token: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
