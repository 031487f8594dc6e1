package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"sesame/db"
)

// Reason explains in French why a file could not be read, with its path and none of its content.
func Reason(err error) string {
	var path *os.PathError
	if !errors.As(err, &path) {
		return "le fichier ne peut pas être lu"
	}
	switch {
	case path.Path == "":
		return "le nom du fichier est vide"
	case errors.Is(err, os.ErrNotExist):
		return "le fichier " + path.Path + " n'existe pas"
	case errors.Is(err, os.ErrPermission):
		return "le fichier " + path.Path + " n'est pas lisible par ce compte"
	case errors.Is(err, errNoWriter):
		return path.Path + " est un tube où personne n'écrit, et non un fichier"
	case errors.Is(err, errTooLong):
		return fmt.Sprintf("%s a plus de %d Mo : ce n'est pas le fichier attendu", path.Path, mostRead>>20)
	case errors.Is(err, errNotRegular):
		return path.Path + " n'est pas un fichier du disque, et il se lit plusieurs fois : enregistrez d'abord ce qui en vient"
	}
	return pathReason(path, "lu")
}

// pathReason explains errors that reading and writing have in common; done is « lu » or « écrit ».
func pathReason(path *os.PathError, done string) string {
	var number syscall.Errno
	switch err := path.Err; {
	case errors.Is(err, syscall.EISDIR):
		return path.Path + " est un dossier, et non un fichier"
	case errors.Is(err, syscall.ENOTDIR):
		return "le chemin " + path.Path + " passe par un fichier comme si c'était un dossier"
	case errors.Is(err, syscall.ELOOP):
		return "le lien " + path.Path + " tourne en rond"
	case errors.Is(err, syscall.EEXIST):
		return path.Path + " existe déjà"
	case errors.Is(err, syscall.EROFS):
		return "le disque de " + path.Path + " est en lecture seule"
	case errors.As(err, &number):
		return fmt.Sprintf("le fichier %s ne peut pas être %s (erreur %d du système)", path.Path, done, int(number))
	}
	return "le fichier " + path.Path + " ne peut pas être " + done
}

// WriteReason explains in French why a file could not be written. It names the folder rather than the file where the folder
// is the cause.
func WriteReason(err error) string {
	var path *os.PathError
	var moved *os.LinkError
	switch {
	case errors.As(err, &moved):
		path = &os.PathError{Op: moved.Op, Path: moved.New, Err: moved.Err}
	case !errors.As(err, &path):
		return err.Error()
	}
	if path.Path == os.Stdout.Name() { // the operator has not named it
		return "la sortie de la commande ne s'écrit pas : son disque est plein, ou plus personne ne la lit"
	}
	folder := filepath.Dir(path.Path)
	if here, err := os.Getwd(); err == nil && folder == "." { // an absolute path, because « . » tells the operator nothing
		folder = here
	}
	_, missing := os.Lstat(path.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "le dossier " + folder + " n'existe pas"
	case errors.Is(err, os.ErrPermission) && missing == nil && syscall.Access(folder, mayWrite|mayEnter) == nil: // as for a lock file that root has left
		return fmt.Sprintf("ce compte ne peut pas écrire dans le fichier %s : rendez-le au compte du dossier (« chown --reference=%s %s »)", path.Path, folder, path.Path)
	case errors.Is(err, os.ErrPermission):
		return "ce compte ne peut pas écrire dans le dossier " + folder
	case errors.Is(err, syscall.EROFS):
		return "le disque du dossier " + folder + " est en lecture seule, ou systemd ne l'ouvre pas au service (ReadWritePaths=, par « systemctl edit »)"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT): // the folder, because the path is often that of an unfinished file
		return "il n'y a plus de place sur le disque du dossier " + folder
	}
	return pathReason(path, "écrit")
}

// Told turns an error of writing to an open database into a French sentence. Any other error is returned as it is.
func (d Database) Told(err error) error {
	var told *refusal
	if errors.As(err, &told) {
		return err
	}
	var path *os.PathError
	if errors.As(err, &path) { // an error of another file, perhaps on another disk
		return &refusal{err, WriteReason(err)}
	}
	if says := d.says(err); says != "" {
		return &refusal{err, says}
	}
	return err
}

// refusal is a French sentence for the operator, with the remedy, that wraps its cause.
type refusal struct {
	error // the cause
	says  string
}

func (r *refusal) Error() string { return r.says }

func (r *refusal) Unwrap() error { return r.error }

// reason turns an error of opening the database into a French sentence.
func (d Database) reason(err error) error {
	if says := d.says(err); says != "" {
		return &refusal{err, says}
	}
	return fmt.Errorf("la base %s ne s'ouvre pas : %w", d.Path, err)
}

func (d Database) says(err error) string {
	var other *db.SchemaError
	switch {
	case errors.Is(err, context.Canceled):
		return "la commande a été interrompue"
	case errors.As(err, &other):
		return d.otherSchema(other)
	case errors.Is(err, db.ErrForeign):
		return fmt.Sprintf("les tables de la base %s ne sont pas celles d'une version publiée de Sésame. Rien n'y a été écrit. Vérifiez SESAME_DB ; "+
			"sinon remettez une copie en place (« sesame restore »), ou mettez ce fichier de côté et commencez une base neuve", d.Path)
	case errors.Is(err, db.ErrWrongKey):
		return fmt.Sprintf("la clé %s n'est pas celle de la base %s ; remettez le fichier de clé qui va avec cette base (SESAME_KEY_FILE)", d.KeyPath, d.Path)
	case errors.Is(err, db.ErrDamaged):
		return fmt.Sprintf("le fichier %s est abîmé ou n'est pas une base ; remettez une copie en place : « sesame restore FICHIER », qui garde l'ancien fichier", d.Path)
	case errors.Is(err, db.ErrInUse):
		return fmt.Sprintf("la base %s est ouverte par un autre programme : arrêtez d'abord le service, et sesame-litestream s'il tourne, ou attendez la fin de la commande qui s'en sert", d.Path)
	case errors.Is(err, db.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Sprintf("il n'y a plus de place sur le disque de la base %s ; faites-en, puis recommencez", d.Path)
	case errors.Is(err, db.ErrReadOnly):
		return fmt.Sprintf("ce compte ne peut pas écrire dans la base %s ; vérifiez le propriétaire et les droits du fichier, de ses voisins -wal et -shm et de son dossier, et que le disque n'est pas en lecture seule, ni fermé au service par systemd (ReadWritePaths=)", d.Path)
	}
	return ""
}

// otherSchema is the remedy for a database of another version of the program.
func (d Database) otherSchema(e *db.SchemaError) string {
	switch {
	case e.Older():
		return fmt.Sprintf("la base %s est au schéma %d et ce programme travaille avec le schéma %d. Démarrez le service (« sesame serve ») : il en garde une copie et la met à jour",
			d.Path, e.Found, db.SchemaVersion())
	case e.Newer():
		says := fmt.Sprintf("la base %s est au schéma %d, celui d'une version plus récente que ce programme, qui s'arrête au schéma %d. Installez la version plus récente",
			d.Path, e.Found, db.SchemaVersion())
		if kept := keptBefore(d.Path, db.SchemaVersion()); kept != "" {
			says += fmt.Sprintf(". Pour revenir en arrière, et perdre ce qui s'est fait depuis la mise à jour : « sesame restore %s », faite avant elle", kept)
		}
		return says
	}
	return fmt.Sprintf("la base %s est au schéma %d, d'avant la première version publiée : aucune mise à jour n'en part. Mettez ce fichier de côté et commencez une base neuve",
		d.Path, e.Found)
}
