// Package db stores all data of Sésame in one SQLite file. It is the only package that contains SQL.
//
// [DB] is the file, with one writer and several readers. Read queries are methods of [Reader], which both DB and [Tx]
// embed: DB answers from the last commit, Tx from the transaction in progress. Changes are methods of Tx, or of DB when
// they are a transaction of their own. [DB.InTx] runs a function in the write transaction, so that an act, its message,
// its audit event and its counts are committed together or not at all. Do nothing slow in it: every other writer waits.
//
// An act that may happen once is a guarded UPDATE whose number of rows is checked: of two concurrent requests, one
// changes no row.
//
// Data that identifies a member, gives access or answers a question is never stored in clear. A value used for look-up is
// stored as a keyed hash; a value that must be read again is sealed (package account/keys). Instants are whole seconds
// in UTC. The tables are described in schema.sql; here, each file covers one noun.
//
// A file carries its schema version. [Open] refuses any other version; migrations.go holds the migrations from earlier
// ones.
package db
