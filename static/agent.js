// What agents' pages gain with JavaScript: passkeys. A code does without.
(function () {
  'use strict';
  var each = Array.prototype.forEach;

  // The options come as JSON, bytes in base64url; the browser wants buffers, and answers with them.
  var bytes = function (text) {
    var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  };
  var text = function (buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  };
  var ask = function (options) {
    var key = options.publicKey, make = !!key.user;
    key.challenge = bytes(key.challenge);
    if (make) key.user.id = bytes(key.user.id);
    (key.excludeCredentials || key.allowCredentials || []).forEach(function (c) { c.id = bytes(c.id); });
    return make ? navigator.credentials.create({ publicKey: key }) : navigator.credentials.get({ publicKey: key });
  };
  var answer = function (made) {
    var from = made.response, to = { clientDataJSON: text(from.clientDataJSON) };
    ['attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (from[name]) to[name] = text(from[name]);
    });
    if (from.getTransports) to.transports = from.getTransports();
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: to, clientExtensionResults: {} });
  };

  var fail = function (form) {
    var place = form.querySelector('.erreur');
    place.textContent = location.hostname === form.getAttribute('data-host') ? form.getAttribute('data-failure') :
      'Les clés d\'accès sont liées à ' + form.getAttribute('data-host') + ' : ouvrez cette page à cette adresse.';
    place.hidden = false;
  };

  // Before anything else hears of the click: the form is sent once the key has answered.
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('form[data-passkey] button');
    if (!button) return;
    var form = button.form;
    if (form.elements.reponse.value) return;
    event.preventDefault();
    event.stopPropagation();
    form.querySelector('.erreur').hidden = true;
    ask(JSON.parse(form.getAttribute('data-passkey'))).then(function (made) {
      form.elements.reponse.value = answer(made);
      button.click();
    }).catch(function () { fail(form); });
  }, true);

  // A form whose answer is a file stays on the screen, and says so.
  document.addEventListener('submit', function (event) {
    each.call(event.target.querySelectorAll('.apres-envoi'), function (place) { place.textContent = place.getAttribute('data-words'); });
  });

  var wake = function () {
    if (!window.PublicKeyCredential) return;
    each.call(document.querySelectorAll('form[data-passkey]'), function (form) {
      form.querySelector('button').hidden = false;
      form.querySelector('.sans-script').hidden = true;
    });
  };
  document.addEventListener('htmx:afterSettle', wake);
  document.addEventListener('DOMContentLoaded', wake);
}());
