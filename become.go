package main

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"sesame/files"
)

// become switches a command started by root to the account that owns the database, before it opens a file there: files
// owned by root would lock the service out. The configuration and its secrets have been read by then. Files named on the
// command line are still opened with the caller's rights (files.Caller). With forGood, as the service uses it, root's
// rights are given up for good: the service has no such files.
func (p *program) become(c *config, forGood bool) error {
	if os.Getuid() != 0 {
		return nil
	}
	uid, gid, err := p.database(c).Owner()
	if err != nil || uid == 0 {
		return err
	}
	kept := 0
	if forGood {
		kept = uid
	}
	for _, drop := range []func() error{
		func() error { return syscall.Setgroups(groupsOf(uid, gid)) },
		func() error { return syscall.Setresgid(gid, gid, gid) },
		func() error { return syscall.Setresuid(uid, uid, kept) },
	} {
		if err := drop(); err != nil {
			return fmt.Errorf("la commande ne peut pas travailler sous le compte de la base (numéro %d) : %w", uid, err)
		}
	}
	if !forGood {
		p.caller = asRoot(uid)
	}
	return nil
}

// groupsOf returns the groups of an account, gid first. Without an entry in the user database it is gid alone.
func groupsOf(uid, gid int) []int {
	groups := []int{gid}
	account, err := user.LookupId(strconv.Itoa(uid))
	if err != nil {
		return groups
	}
	all, err := account.GroupIds()
	if err != nil {
		return groups
	}
	for _, id := range all {
		if n, err := strconv.Atoi(id); err == nil && n != gid {
			groups = append(groups, n)
		}
	}
	return groups
}

// asRoot returns a Caller that takes root's rights back for the duration of one call. It returns an error if the kernel
// refuses them, and panics if they cannot be dropped again afterwards.
func asRoot(uid int) files.Caller {
	return func(do func() error) error {
		if err := syscall.Setresuid(-1, 0, -1); err != nil {
			return fmt.Errorf("les droits de root ne reviennent pas : %w", err)
		}
		defer func() {
			if err := syscall.Setresuid(-1, uid, -1); err != nil {
				panic("root's rights stay: " + err.Error())
			}
		}()
		return do()
	}
}
