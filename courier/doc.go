// Package courier carries what the service has to say to people: mails, text messages and letters.
//
// Whoever does something that a person must hear of puts a message in the outbox, in the transaction that makes it true
// (package db). [Courier.Run], woken after the commit, renders what is due, hands mails to a [Mailer] and text messages
// to a [Texter], and notes what became of each: sent, refused for good, or to be tried again until its life ends. A
// message leaves once; where the program was killed between the answer and the note of it, a second time with the same
// reference, and never a third time.
//
// The words are in the folder messages, one file a kind. [SMTP] is the Mailer for a relay, [NewSMS] gives the Texter for
// a gateway, and [Mailbox] is both for the demonstration and for tests: nothing leaves.
//
// Letters are printed in batches ([Print]), each once, and [ReadBounce] reads a mail that came back.
//
// No address, code or text of a message goes into a log or an error from here: a [Failure] is a word and a code.
package courier
