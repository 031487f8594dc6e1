package texts

// Messages about a message in the caisse's name that the caisse did not send.
const (
	SuspectNoted  = "C'est noté. Le message compte dans « Comment ça va »."
	SuspectWay    = "Dites comment le message est arrivé."
	SuspectNumber = "Ce n'est pas le numéro d'un message suspect : il s'écrit autrement, ou un message de la caisse le porte. Cherchez ce numéro d'abord."
)
