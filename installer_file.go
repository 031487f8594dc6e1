package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sesame/account"
	"sesame/envfile"
	"sesame/files"
)

// installation holds the settings of the existing configuration file, replaced one by one by the operator's answers.
type installation struct {
	path    string
	exists  bool
	values  map[string]string // text by setting
	apart   map[string]string // file that holds a secret, by setting
	foreign []string          // lines with variables of other programs, kept
	file    bool              // a certificate was chosen; the next questions ask for its files
}

// serviceGroup is the group that may read the configuration.
const serviceGroup = "sesame"

// readInstallation starts from the existing configuration file, or from the package's values if there is none.
func readInstallation(path string) (*installation, error) {
	i := &installation{path: path, values: map[string]string{}, apart: map[string]string{}}
	all := byName(settings)
	if folder := filepath.Join(filepath.Dir(path), filepath.Base(secretsFolder)); isFolder(folder) {
		for _, s := range settings {
			if s.secret {
				i.apart[s.name] = filepath.Join(folder, s.flagName())
			}
		}
	}
	text, err := files.ReadRegular(path)
	if errors.Is(err, fs.ErrNotExist) {
		maps.Copy(i.values, packaged)
		return i, nil
	}
	if err != nil {
		return nil, fmt.Errorf("la configuration %s ne peut pas être lue : %s. Lancez « sesame installer » en root", path, files.Reason(err))
	}
	i.exists = true
	lines, wrong := envfile.Parse(string(text))
	for _, fault := range wrong {
		return nil, fmt.Errorf("%s, ligne %d : %s", path, fault.Number, fault.Says)
	}
	for _, l := range lines {
		base := strings.TrimSuffix(l.Name, "_FILE")
		_, known := all[l.Name]
		switch {
		case l.Value == "":
		case known:
			i.values[l.Name] = l.Value
		case all[base].secret:
			secret, err := files.ReadRegular(l.Value)
			if err != nil {
				return nil, fmt.Errorf("%s : %s. Lancez « sesame installer » en root", l.Name, files.Reason(err))
			}
			i.values[base], i.apart[base] = strings.TrimRight(string(secret), "\r\n"), l.Value
		case unknown(l.Name, all[base].name != "") != "":
			return nil, fmt.Errorf("%s, ligne %d : %s : %s", path, l.Number, l.Name, unknown(l.Name, all[base].name != ""))
		default:
			i.foreign = append(i.foreign, l.Name+"="+envfile.Quoted(l.Value))
		}
	}
	return i, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// config parses the answers so far, and returns the errors of those that are not valid, by setting.
func (i *installation) config() (c *config, wrong map[string]error) {
	c, wrong = &config{Limits: account.DefaultLimits(), given: map[string]bool{}}, map[string]error{}
	for _, s := range settings {
		v, given := i.values[s.name]
		if !given {
			v = s.fallback
		}
		if c.given[s.name] = given; !given && s.required {
			continue
		}
		if err := s.set(c, v); err != nil {
			wrong[s.name] = err
		}
	}
	return c, wrong
}

// write writes the answers to the configuration file, and secrets to files of their own if the package has a folder for
// them. It keeps an existing file under another name, which it returns.
func (i *installation) write(now time.Time) (kept string, err error) {
	values := maps.Clone(i.values)
	for _, name := range slices.Sorted(maps.Keys(i.apart)) {
		secret, given := values[name]
		if !given || secret == noSMS {
			continue
		}
		if err := files.PutText(i.apart[name], secret+"\n", 0o600); err != nil {
			return "", unwritable(err)
		}
		delete(values, name)
		values[name+"_FILE"] = i.apart[name]
	}
	if i.exists {
		kept = i.path + ".avant-installation-" + now.UTC().Format("20060102T150405Z")
		if err := files.PutAside(i.path, kept); err != nil {
			return "", unwritable(err)
		}
	}
	text := configurationFile(values)
	if len(i.foreign) > 0 {
		text += "\n# Pour d'autres programmes.\n" + strings.Join(i.foreign, "\n") + "\n"
	}
	if err := files.PutText(i.path, text, 0o640); err != nil {
		return "", unwritable(err)
	}
	if i.exists {
		return kept, nil
	}
	return "", handOver(i.path)
}

// handOver lets the service's group read a new file, if root creates it and the group exists.
func handOver(path string) error {
	group, err := user.LookupGroup(serviceGroup)
	if err != nil || os.Geteuid() != 0 {
		return nil //nolint:nilerr // without the package the service runs under another account
	}
	gid, err := strconv.Atoi(group.Gid)
	if err != nil {
		return fmt.Errorf("group %s: %w", serviceGroup, err)
	}
	return os.Chown(path, -1, gid)
}
