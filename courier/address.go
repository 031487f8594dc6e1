package courier

import (
	"fmt"
	"strconv"
)

// checkPort returns an error, in a sentence for the operator, unless the port is a number from 1 to 65535.
func checkPort(port string) error {
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return fmt.Errorf("le port « %s » n'existe pas : donnez un nombre de 1 à 65535", port)
	}
	return nil
}
