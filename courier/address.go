package courier

import (
	"fmt"
	"net/netip"
	"strconv"
)

// loopback says whether a host can only be this computer.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// checkPort tells that a port cannot be one, in a sentence for the operator.
func checkPort(port string) error {
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("le port « %s » n'existe pas : donnez un nombre de 1 à 65535", port)
	}
	return nil
}
