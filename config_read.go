package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"sesame/account"
)

// errHelp ends a command that was run with --help.
var errHelp = errors.New("help")

// options describes what a command accepts: settings, and flags of its own.
type options struct {
	command  string
	args     string              // for the usage line
	count    int                 // number of required arguments
	further  int                 // number of optional arguments after them
	settings func(setting) bool  // the settings it reads; nil for none
	flags    func(*flag.FlagSet) // defines its own flags; may be nil
	complete bool                // required settings must be given
	serving  bool                // complete, and the rules between settings must hold
	starting bool                // the files that the settings name must be usable
	open     string              // the database that this program has open already; empty for none
	asCaller bool                // runs as the caller, without switching to the account of the database
}

// configure reads the configuration file, then the environment, then the command line; the later one wins. It returns the
// arguments.
func (p *program) configure(args []string, o options) (*config, []string, error) {
	fs := flag.NewFlagSet("sesame "+o.command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	if o.flags != nil {
		o.flags(fs)
	}
	var own []*flag.Flag
	fs.VisitAll(func(f *flag.Flag) { own = append(own, f) })
	read := slices.DeleteFunc(slices.Clone(settings), func(s setting) bool { return o.settings == nil || !o.settings(s) })
	for _, s := range read {
		fs.String(s.flagName(), "", s.help)
		if s.secret {
			fs.String(s.flagName()+"-file", "", "")
		}
	}
	rest, err := parseArgs(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		line := commandLine{o, own, read}
		if p.describe != nil {
			p.describe(line)
			return nil, nil, errHelp
		}
		fmt.Fprint(p.stdout, commandHelp(line))
		return nil, nil, errHelp
	}
	if err != nil {
		return nil, nil, err
	}
	if len(rest) < o.count || len(rest) > o.count+o.further {
		return nil, nil, errors.New(strings.TrimSpace("usage : sesame " + o.command + " " + o.args))
	}
	if o.settings == nil {
		return nil, rest, nil
	}
	c := &config{Limits: account.DefaultLimits(), given: map[string]bool{}, values: map[string]string{}}
	told := p.read(c, fs, read, o.complete || o.serving)
	if o.serving {
		c.together(told)
		if len(told.told) == 0 {
			c.warnings = c.doubts()
		}
	}
	var unfit []string
	if o.starting {
		unfit = p.disk(c, told, o.open)
	}
	switch {
	case len(told.told) > 0:
		return nil, nil, append(told.told, unfit...)
	case len(unfit) > 0:
		return nil, nil, unready{unfit}
	}
	if c.DB != "" && !o.asCaller {
		if err := p.become(c, false); err != nil {
			return nil, nil, unready{faults{err.Error()}}
		}
	}
	return c, rest, nil
}

// read applies the given values to c, and the defaults of the other settings.
func (p *program) read(c *config, fs *flag.FlagSet, read []setting, complete bool) *faultList {
	told := &faultList{from: origins{}, bad: map[string]bool{}}
	values := p.gather(fs, read, told)
	c.secretFiles = told.read
	for _, s := range read {
		v, given := values[s.name]
		c.given[s.name] = given
		if !given {
			v = s.fallback
		}
		c.values[s.name] = v
		switch err := s.unfit(v); {
		case told.bad[s.name]:
		case !given && s.required && told.blind:
			told.bad[s.name] = true
		case !given && s.required && complete:
			told.add(s.name+" : ce réglage est exigé. "+s.help, s.name)
		case !given && s.required:
		case err != nil:
			told.wrong(s.name, err)
		default:
			if err := s.set(c, v); err != nil {
				told.wrong(s.name, err)
			}
		}
	}
	return told
}

// parseArgs accepts flags after arguments too, and returns errors in French.
func parseArgs(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, frenchFlagError(err)
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		if at := len(args) - fs.NArg(); at > 0 && args[at-1] == "--" {
			return append(rest, fs.Args()...), nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

func frenchFlagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); ok {
		name = strings.TrimPrefix(name, "-")
		if near := nearest(variableOf(name)); near != "" {
			return fmt.Errorf("l'option --%s est inconnue ; vouliez-vous dire --%s ?", name, setting{name: near}.flagName())
		}
		return fmt.Errorf("l'option --%s est inconnue", name)
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return fmt.Errorf("l'option --%s attend une valeur", strings.TrimPrefix(name, "-"))
	}
	return errors.New("la ligne de commande n'est pas lisible ; --help donne les options")
}

// only selects settings by name.
func only(names ...string) func(setting) bool {
	return func(s setting) bool {
		for _, n := range names {
			if s.name == n {
				return true
			}
		}
		return false
	}
}
