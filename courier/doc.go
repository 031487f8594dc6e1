// Package courier sends e-mails and text messages and prints letters.
//
// An act that notifies somebody queues a message in the outbox, in its own transaction (package db).
// [Courier.Run], woken after the commit, renders the messages that are due, gives mails to a [Mailer] and text messages
// to a [Texter], and records the result of each: sent, refused permanently, or to be retried until it expires. A
// message is sent once. If the program is killed before it has recorded an answer, the message is sent a second time
// with the same reference, and not a third time ([Courier] names the one exception).
//
// The texts are in the folder messages, one file per kind. [SMTP] is the Mailer for a relay, [NewSMS] returns the
// Texter for a gateway, and [Mailbox] replaces both in the demonstration and in tests, where nothing is sent.
//
// Letters are printed in batches ([Batch]), each letter once. Package inbound reads bounced mails and replies.
//
// Logs and errors of this package contain no address, code or message text: a [Failure] holds a class and a reply code
// only.
package courier
