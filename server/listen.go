package server

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/coreos/go-systemd/v22/activation"
)

// Names of the sockets that a service manager may pass (FileDescriptorName= of systemd.socket(5)).
const (
	Members = "members"
	Agents  = "agents"
	Metrics = "metrics"
	HTTP    = "http"
)

// Address is the address of a listener. A socket that the service manager passes under the same name replaces it.
type Address struct {
	Name    string
	Address string // 127.0.0.1:8080
}

// Listen opens listeners on all addresses, or on none.
func Listen(addresses ...Address) (taken []net.Listener, err error) {
	held, err := heldSockets()
	defer func() {
		if err == nil {
			return
		}
		CloseAll(taken)
		CloseAll(slices.Collect(maps.Values(held)))
		taken = nil
	}()
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		l, ok := held[a.Name]
		delete(held, a.Name)
		if !ok {
			if l, err = net.Listen("tcp", a.Address); err != nil {
				return taken, listenReason(a.Address, err)
			}
		}
		taken = append(taken, l)
	}
	for name := range held {
		return taken, unwanted(name, addresses)
	}
	return taken, nil
}

// heldSockets returns the listeners that the service manager opened before it started this process. They stay open while
// the service restarts, and connections wait in them.
func heldSockets() (map[string]net.Listener, error) {
	held := map[string]net.Listener{}
	for _, f := range activation.Files(true) {
		l, err := net.FileListener(f)
		_ = f.Close() // the listener has a descriptor of its own
		if err != nil {
			return held, fmt.Errorf("la prise « %s » confiée par systemd n'est pas une prise d'écoute : %w", f.Name(), err)
		}
		if held[f.Name()] != nil {
			_ = l.Close() // unused
			return held, fmt.Errorf("systemd confie deux prises du nom « %s » : gardez-en une", f.Name())
		}
		held[f.Name()] = l
	}
	return held, nil
}

func unwanted(name string, addresses []Address) error {
	for missing, setting := range map[string]string{Agents: "SESAME_AGENT_LISTEN", HTTP: "SESAME_HTTP_LISTEN"} {
		if name == missing {
			return fmt.Errorf("systemd confie la prise « %s », mais %s n'est pas réglé : donnez-lui une adresse, ou retirez cette prise", name, setting)
		}
	}
	var names []string
	for _, a := range addresses {
		names = append(names, a.Name)
	}
	return fmt.Errorf("systemd confie une prise du nom « %s », que le service n'attend pas : écrivez dans son unité FileDescriptorName= suivi de %s", name, strings.Join(names, " ou "))
}

func listenReason(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("l'adresse %s est déjà prise par un autre programme : arrêtez-le, ou choisissez un autre port", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("ce compte n'a pas le droit d'écouter sur %s : choisissez un port au-dessus de 1023, ou faites-le ouvrir par systemd (« sesame.socket » du paquet pour les adhérents, « sesame-http.socket » de ses exemples pour le port 80)", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("l'adresse %s n'est pas une adresse de cet ordinateur", address)
	}
	return fmt.Errorf("impossible d'écouter sur %s : %w", address, err)
}

// CloseAll closes the listeners.
func CloseAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close() // an error means that a server has already closed it
	}
}
