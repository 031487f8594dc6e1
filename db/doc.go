// Package db keeps everything that Sésame remembers, in one SQLite file. It is the only package that writes SQL.
//
// [DB] is the file: one writer and several readers. Questions may be asked of a DB, which answers from the last commit,
// and of a [Tx], which answers from the transaction under way; both have the same methods for it. What changes something
// is a method of Tx, or of DB where it is a transaction of its own. [DB.InTx] runs a function in the one write
// transaction: the act, its message, its audit event and its counts stand or fall together. Nothing slow belongs in
// there, for every other writer waits.
//
// What may happen once is an UPDATE whose condition says so, and whose number of rows is read: of two requests at the
// same moment one finds nothing left to change.
//
// What names a member, opens an account or answers a question is never kept in clear. A value that must be found again
// is kept as a keyed hash, a value that must be read again is sealed (package account/keys), both on their way in.
// Instants are whole seconds UTC. The tables are described in schema.sql, one file a noun here.
//
// A file carries the number of its schema. [Open] refuses one of another number; the migrations that bring an earlier
// one up are in migrations.go.
package db
