// Passkeys of members and agents (WebAuthn). Everybody has another way in, which needs no script.
(function () {
  'use strict';
  var each = function (selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); };

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

  // Code 11 is InvalidStateError: the device holds one of the keys that the options leave out, because they are known.
  var fail = function (form, e) {
    var place = form.querySelector('.erreur');
    var host = form.getAttribute('data-host');
    place.textContent = !host || location.hostname === host ? form.getAttribute(e.code === 11 ? 'data-known' : 'data-failure') :
      'Les clés d’accès sont liées à ' + host + '\u00a0: ouvrez cette page à cette adresse.';
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
    new Promise(function (done) { done(ask(JSON.parse(form.getAttribute('data-passkey')))); }).then(function (made) {
      form.elements.reponse.value = answer(made);
      button.click();
    }).catch(function (e) { fail(form, e); });
  }, true);

  // What offers a passkey is there only where the device can know its owner by itself.
  var wake = function () {
    if (!window.PublicKeyCredential) return;
    each('form[data-passkey]', function (form) {
      form.querySelector('button').hidden = false;
      var without = form.querySelector('.sans-script');
      if (without) without.hidden = true;
    });
    var now = document.querySelector('[data-passkey-now] button');
    if (now) now.click();
    if (!document.querySelector('[data-passkey-offer]') || !PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable) return;
    PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().then(function (can) {
      if (can) each('[data-passkey-offer]', function (place) { place.hidden = false; });
    });
  };
  document.addEventListener('htmx:afterSettle', wake);
  document.addEventListener('DOMContentLoaded', wake);
}());
