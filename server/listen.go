package server

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// Listen opens listeners on all addresses, or on none.
func Listen(addresses ...string) (taken []net.Listener, err error) {
	for _, a := range addresses {
		l, err := net.Listen("tcp", a)
		if err != nil {
			CloseAll(taken)
			return nil, listenReason(a, err)
		}
		taken = append(taken, l)
	}
	return taken, nil
}

func listenReason(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("l'adresse %s est déjà prise par un autre programme : arrêtez-le, ou choisissez un autre port", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("ce compte n'a pas le droit d'écouter sur %s : choisissez un port au-dessus de 1023, ou donnez-lui CAP_NET_BIND_SERVICE", address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("l'adresse %s n'est pas une adresse de cet ordinateur", address)
	}
	return fmt.Errorf("impossible d'écouter sur %s : %w", address, err)
}

// CloseAll closes the listeners.
func CloseAll(listeners []net.Listener) {
	for _, l := range listeners {
		_ = l.Close() // already closed when a server used it
	}
}
