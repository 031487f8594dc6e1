package db

import (
	"cmp"
	"context"
	"time"

	"sesame/account"
)

// OtherProvider stands for all mail providers outside account.MailProviders.
const OtherProvider = "other"

// countRefused counts a message that was refused permanently; a mail is also counted for the provider of its address.
func (t *Tx) countRefused(ctx context.Context, channel account.Channel, to string, now time.Time) error {
	if err := t.figure(ctx, now, FigureRefused, string(channel)); err != nil || channel != account.Email {
		return err
	}
	return t.figure(ctx, now, FigureRefusedBy, providerOf(to))
}

func providerOf(to string) string { return cmp.Or(account.MailProvider(to), OtherProvider) }

// uncountRefused undoes countRefused for a refused message that waits again. It subtracts from the newest day.
func (t *Tx) uncountRefused(ctx context.Context, channel account.Channel, to string) error {
	if err := t.uncount(ctx, FigureRefused, string(channel)); err != nil || channel != account.Email {
		return err
	}
	return t.uncount(ctx, FigureRefusedBy, providerOf(to))
}

// uncount subtracts one from the newest day of a statistic, and deletes the row at zero.
func (t *Tx) uncount(ctx context.Context, name, detail string) error {
	const newest = `name = ?1 AND detail = ?2 AND day = (SELECT max(day) FROM figures WHERE name = ?1 AND detail = ?2)`
	n, err := t.exec(ctx, "take a figure back", `UPDATE figures SET n = n - 1 WHERE n > 1 AND `+newest, name, detail)
	if err != nil || n > 0 {
		return err
	}
	_, err = t.exec(ctx, "take a figure back", `DELETE FROM figures WHERE `+newest, name, detail)
	return err
}
