/** What enhanced status codes mean (RFC 3463 and the IANA registry), by subject and detail. */
const DETAILS: Readonly<Record<string, string>> = {
  '1.1': 'there is no such mailbox',
  '1.2': 'there is no such domain',
  '1.3': 'the address is not well formed',
  '1.6': 'the mailbox has moved',
  '1.7': 'our sender address is not well formed',
  '1.8': 'our sender address is not known there',
  '1.10': 'the domain takes no mail',
  '2.1': 'the mailbox is closed',
  '2.2': 'the mailbox is full',
  '2.3': 'the message is too long',
  '3.1': 'the mail system is full',
  '3.2': 'the system takes no mail at present',
  '4.1': 'the host does not answer',
  '4.2': 'the connection was bad',
  '4.5': 'the mail system is congested',
  '7.0': 'it is against a rule of theirs',
  '7.1': 'we may not send to them',
  '7.8': 'user or password is wrong',
  '7.9': 'the way to log in is too weak',
  '7.11': 'they want TLS for that',
  '7.23': 'SPF does not allow it',
  '7.26': 'neither SPF nor DKIM allow it',
};

/** What the first digits of a reply without an enhanced code mean. */
const CLASSES: Readonly<Record<string, string>> = {
  '4': 'for the moment',
  '5': 'for good',
};

/** A reply by its codes, in words of ours: `550 5.1.1, there is no such mailbox`. */
export function replyInWords(responseCode: number, response: string): string {
  const [, enhanced, detail = ''] = /^\d{3}[ -]([245]\.(\d{1,3}\.\d{1,3}))\b/.exec(response) ?? [];
  const words = DETAILS[detail] ?? CLASSES[String(responseCode).charAt(0)];
  return `${responseCode}${enhanced === undefined ? '' : ` ${enhanced}`}${words === undefined ? '' : `, ${words}`}`;
}
