/** Every word that the widget says; a language file that lacks one does not compile. */
export interface Texts {
  /** For `Intl`. */
  readonly locale: string;
  readonly name: string;
  readonly languages: string;
  readonly heading: string;
  readonly automatic: string;
  readonly open: string;
  readonly close: string;
  readonly log: string;
  readonly welcome: string;
  /** The same where a language model may word answers. */
  readonly welcomeWorded: string;
  readonly suggestionsLabel: string;
  readonly suggestions: readonly string[];
  readonly field: string;
  readonly placeholder: string;
  readonly send: string;
  readonly stop: string;
  readonly empty: string;
  readonly tooLong: (limit: string) => string;
  readonly region: string;
  readonly allRegions: string;
  /** Names that differ from those in the documents, which are the Finnish ones. */
  readonly regions: Readonly<Record<string, string>>;
  readonly save: string;
  readonly clear: string;
  readonly cleared: string;
  readonly undo: string;
  readonly contact: string;
  readonly asked: string;
  readonly within: (region: string) => string;
  readonly readAs: string;
  readonly busy: string;
  readonly answer: string;
  readonly sources: (count: number) => string;
  /** Stands between what a language model worded and the quote that carries it. */
  readonly worded: string;
  readonly quote: (number: number) => string;
  /** Stands before other sources in which a quote stands too. */
  readonly copies: string;
  /** Stands before the title of what a source is a digest of. */
  readonly digest: string;
  /** Marks of quotation. */
  readonly quotes: readonly [string, string];
  readonly undated: string;
  readonly placeless: string;
  /** Stands under the heading of a section without quotes. */
  readonly nothingOf: string;
  /** Opens the list of further sources. */
  readonly more: (count: number) => string;
  readonly allSources: string;
  readonly uncertain: string;
  readonly uncertainMore: string;
  readonly page: (number: number | string) => string;
  readonly recognised: string;
  readonly slide: (number: number) => string;
  readonly sheet: (name: string) => string;
  readonly row: (number: number) => string;
  readonly context: string;
  readonly contextBusy: string;
  readonly contextMissing: string;
  readonly contextChanged: string;
  readonly openSource: string;
  readonly openDigest: string;
  readonly openOriginal: string;
  readonly newTab: string;
  readonly carried: string;
  readonly carriedHint: string;
  readonly forget: (text: string) => string;
  readonly notFound: string;
  readonly notFoundMore: string;
  readonly askWithin: (region: string) => string;
  readonly askAll: string;
  readonly nearest: string;
  readonly nearestMore: string;
  readonly copy: string;
  readonly copied: string;
  /** Ways to copy an answer: as it is, and with its references as notes. */
  readonly plain: string;
  readonly notes: string;
  /** When a source was read, in such a note. */
  readonly read: (day: string) => string;
  /** Copies the address of a question. */
  readonly link: string;
  readonly linked: string;
  readonly copyFailed: string;
  readonly useful: string;
  readonly yes: string;
  readonly no: string;
  readonly comment: string;
  readonly commentHint: string;
  readonly sendComment: string;
  readonly thanks: string;
  readonly feedbackFailed: string;
  readonly failure: string;
  readonly kept: string;
  readonly retry: string;
  readonly offline: string;
  readonly unreachable: string;
  readonly interrupted: string;
  readonly slow: string;
  readonly stopped: string;
  readonly unreadable: string;
  readonly forbidden: string;
  readonly limited: (seconds: number | null) => string;
  readonly unavailable: string;
  readonly other: (status: number) => string;
  readonly saved: string;
  readonly savedTitle: string;
  readonly savedNote: string;
}
