package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"sesame/files"
)

// gathered holds what is given, by name of setting.
type gathered struct {
	values map[string]string
	named  map[string]string // secret files
}

// gather returns the given values by name of setting: from the configuration file and the environment, the files that they
// name, then the flags.
func (p *program) gather(fs *flag.FlagSet, read []setting, told *faultList) map[string]string {
	g := gathered{map[string]string{}, map[string]string{}}
	wanted := byName(read)
	renamed := g.addVariables(p.environment(told), wanted, told)
	for name, v := range renamed {
		if now := g.values[name]; now != "" && now != v.value {
			told.add(fmt.Sprintf("%s : c'est l'ancien nom de %s ; retirez un des deux", v.name, name), v.name, name)
		}
		g.values[name], told.from[name] = v.value, v.at
	}
	for _, name := range slices.Sorted(maps.Keys(g.named)) {
		if g.values[name] != "" {
			told.add(name+" : donnez la valeur ou "+name+"_FILE, pas les deux", name, name+"_FILE")
			delete(g.named, name)
		}
	}
	g.addFlags(fs, wanted, told)
	for _, name := range slices.Sorted(maps.Keys(g.named)) {
		told.read = append(told.read, g.named[name])
		secret, err := readSecret(name, handedOver(p.env, g.named[name]))
		if err != nil {
			told.add(fmt.Sprintf("%s_FILE : %v", name, err), name+"_FILE")
			continue
		}
		g.values[name] = secret
	}
	return g.values
}

// addVariables adds the wanted settings among the variables, and returns those that have a former name, by present name. An
// empty variable counts as not given. A variable that starts with SESAME_, or that is close to the name of a setting, must be
// known: otherwise it is a typing error, and the setting would silently keep its default.
func (g gathered) addVariables(variables []variable, wanted map[string]setting, told *faultList) (renamed map[string]variable) {
	renamed = map[string]variable{}
	all := byName(settings)
	for _, v := range variables {
		if v.value = strings.TrimSpace(v.value); v.value == "" {
			continue
		}
		if s, ok := formerly[v.name]; ok {
			if _, ok := wanted[s]; ok {
				renamed[s], told.from[v.name] = v, v.at
			}
			continue
		}
		base := strings.TrimSuffix(v.name, "_FILE")
		_, known := all[v.name]
		switch s, ours := all[base]; {
		case known:
			if _, ok := wanted[v.name]; ok {
				g.values[v.name], told.from[v.name] = v.value, v.at
			}
		case ours && s.secret:
			if _, ok := wanted[base]; ok {
				g.named[base], told.from[v.name] = v.value, v.at
			}
		default:
			told.from[v.name] = v.at
			if says := unknown(v.name, ours); says != "" {
				told.add(v.name+" : "+says, v.name)
			}
		}
	}
	return renamed
}

// addFlags adds the flags of the command line, which replace variables.
func (g gathered) addFlags(fs *flag.FlagSet, wanted map[string]setting, told *faultList) {
	fs.Visit(func(f *flag.Flag) {
		name := variableOf(f.Name)
		base, at := strings.TrimSuffix(name, "_FILE"), "option --"+f.Name
		if _, ok := wanted[name]; ok {
			g.values[name], told.from[name] = strings.TrimSpace(f.Value.String()), at
			delete(g.named, name)
		} else if s, ok := wanted[base]; ok && s.secret {
			g.named[base], told.from[name] = strings.TrimSpace(f.Value.String()), at
			delete(g.values, base)
			delete(told.from, base)
		}
	})
}

// readSecret reads the file of a secret. It refuses a file that others than its owner and group may read.
func readSecret(name, path string) (string, error) {
	if err := pathFault(path); err != nil {
		return "", err
	}
	content, err := files.Read(path)
	if err != nil {
		return "", fmt.Errorf("%s", files.Reason(err))
	}
	secret := strings.TrimSpace(strings.TrimPrefix(string(content), "\ufeff"))
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("%s", files.Reason(err))
	case info.Mode().Perm()&0o007 != 0:
		return "", fmt.Errorf("tous les comptes de cet ordinateur peuvent ouvrir %s : faites « chmod 640 %s »", path, path)
	case secret == "":
		return "", fmt.Errorf("le fichier %s est vide", path)
	case strings.HasPrefix(secret, name):
		return "", fmt.Errorf("le fichier %s ne doit tenir que la valeur, sans « %s= »", path, name)
	case strings.ContainsAny(secret, "\r\n\x00"):
		return "", fmt.Errorf("le fichier %s a plusieurs lignes ; la valeur tient sur une", path)
	}
	return secret, nil
}

// formerly maps the names that settings had in an earlier version to today's.
var formerly = func() map[string]string {
	renamed := map[string]string{}
	for _, s := range settings {
		if s.former != "" {
			renamed[s.former] = s.name
		}
	}
	return renamed
}()

func byName(all []setting) map[string]setting {
	named := map[string]setting{}
	for _, s := range all {
		named[s.name] = s
	}
	return named
}
