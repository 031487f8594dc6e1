// What a page gains with JavaScript, beside htmx: the eye, the focus, one sending per click. Everything works without.
(function () {
  'use strict';
  var byId = function (id) { return document.getElementById(id); };
  var each = function (selector, act, root) {
    Array.prototype.forEach.call((root || document).querySelectorAll(selector), act);
  };

  // A notice that comes at the foot of the screen does not lie over what has the focus. What is further away than it is high is
  // not on the screen: somebody reads elsewhere.
  var clear = function (place) {
    var over = document.activeElement.getBoundingClientRect().bottom - place.getBoundingClientRect().top;
    if (over > 0 && over < 400) scrollBy(0, over);
  };

  // htmx notes the address of the page in the browser's storage, even with its cache off. Nothing of a journey stays there.
  var forget = function () {
    try { sessionStorage.removeItem('htmx-current-path-for-history'); } catch (e) {
      // Storage is refused: nothing to forget.
    }
  };

  // The code of an SMS that is tied to this site: the phone offers to write it. It is asked once a page, and no more after it.
  var reading;
  var readSMS = function () {
    if (reading) { reading.abort(); reading = null; }
    var input = document.querySelector('[data-sms]');
    if (!input || !window.OTPCredential) return;
    reading = new AbortController();
    navigator.credentials.get({ otp: { transport: ['sms'] }, signal: reading.signal }).then(function (sms) {
      if (input.value) return;
      input.value = sms.code;
      say('annonce', 'Le code du SMS est écrit. Vérifiez-le, puis validez.');
    }, function () {
      // The person has refused, or has gone on to another page.
    });
  };

  // The eye: the button is hidden until it can do something.
  var look = function (button, shown) {
    var input = byId(button.getAttribute('aria-controls'));
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-label', button.getAttribute('data-' + (shown ? 'hide' : 'show')));
    button.lastElementChild.textContent = shown ? 'Masquer' : 'Afficher';
  };

  // A choice opens the field that belongs to it. Without script all of them stand open.
  var openChosen = function () {
    each('[data-opens]', function (choice) { byId(choice.getAttribute('data-opens')).hidden = !choice.checked; });
  };

  // How many letters and digits of a long number are typed, to compare with the document.
  var count = function (input) {
    var typed = input.value.replace(/[^0-9a-z]/gi, '').length;
    say(input.getAttribute('data-count'), typed ? typed + (typed > 1 ? ' caractères écrits.' : ' caractère écrit.') : '');
  };

  var wake = function () {
    each('[data-show]', function (button) { button.hidden = false; });
    each('[data-copy]', function (button) { button.hidden = !navigator.clipboard; });
    openChosen();
    each('[data-count]', count);
  };

  document.addEventListener('change', openChosen);
  document.addEventListener('input', function (event) { if (event.target.hasAttribute('data-count')) count(event.target); });

  // Where a person stands after a new step, so that a screen reader reads it: the errors, the place a link names,
  // the one where the page is begun, or the heading.
  var beginning = function () {
    var begun = document.querySelectorAll('[data-debut]');
    return byId('erreurs') || (location.hash && byId(location.hash.slice(1))) || begun[begun.length - 1] || byId('titre');
  };
  var stand = function (place) {
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    if (place.id !== 'titre') place.scrollIntoView();
  };

  var say = function (id, words) {
    var place = byId(id);
    place.textContent = words;
    if (words) clear(place);
  };
  var busy = function (form, on) {
    each('button', function (button) {
      if (on) button.setAttribute('aria-disabled', on); else button.removeAttribute('aria-disabled');
    }, form);
  };
  var free = function () {
    each('form[data-sent]', function (form) { form.removeAttribute('data-sent'); busy(form, false); });
  };

  // What a slow line shows: after a second that something is under way, at the end that nothing came.
  var waiting;
  var settled = function (failure) {
    clearTimeout(waiting);
    say('attente', '');
    say('panne', failure || '');
  };
  var forPage = function (event) { return event.detail.target && event.detail.target.id === 'page'; };

  // A link or the search leaves what is typed: the browser itself follows it, past htmx, and gives that back to who returns.
  var leaves = function (event) {
    var by = event.target.closest && event.target.closest('a, [role=search]');
    if (by) each('main input, main textarea', function (field) {
      if (field.form !== by && (field.value !== field.defaultValue || field.checked !== field.defaultChecked)) event.stopPropagation();
    });
  };

  // The second of two quick clicks was meant for the page of the first: what stands in its place by now is not pressed.
  var replaced = true;
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('button');
    replaced = replaced && event.detail === 2;
    if (replaced || button && button.hasAttribute('aria-disabled')) { event.preventDefault(); event.stopPropagation(); return; }
    leaves(event);
    if (!button) return;
    if (button.hasAttribute('data-copy')) navigator.clipboard.writeText(byId(button.getAttribute('data-copy')).textContent).then(function () {
      say('annonce', button.textContent = 'Copié');
    });
    if (!button.hasAttribute('data-show')) return;
    var shown = byId(button.getAttribute('aria-controls')).type === 'password';
    look(button, shown);
    say('annonce', 'Ce que vous écrivez est ' + (shown ? 'visible.' : 'masqué.'));
  }, true);

  // It takes the focus from nothing either.
  document.addEventListener('mousedown', function (event) { if (replaced && event.detail === 2) event.preventDefault(); }, true);

  // One sending: the capture phase comes before htmx, so a second submit reaches neither htmx nor the browser.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); event.stopPropagation(); return; }
    form.setAttribute('data-sent', '');
    leaves(event);
    each('[data-show]', function (button) { look(button, false); }, form);
    // Nothing tells an old browser's page that the person has stopped the browser.
    if (!window.htmx) setTimeout(free, 9000);
    // After the browser has read which button was pressed.
    setTimeout(function () {
      busy(form, form.hasAttribute('data-sent'));
      // The answer of such a form is a file, and the page stays. One of its buttons that leads elsewhere has a page as its answer.
      var after = byId(form.getAttribute('data-after')), by = event.submitter;
      if (after && !(by && by.hasAttribute('formaction'))) { form.hidden = true; after.hidden = false; after.focus(); }
    });
  }, true);

  // Who types a password while the capitals are locked is told at the foot of the page. A browser that fills a field in by itself
  // sends keys that say nothing of it.
  document.addEventListener('keyup', function (event) {
    if (event.target.type === 'password' && event.getModifierState) say('attente', event.getModifierState('CapsLock') ? 'La touche « Verr. Maj. » est active.' : '');
  });

  var unreachable = 'La page ne répond pas. Vérifiez votre connexion à internet, puis recommencez.';
  var down = 'Le service ne répond pas. Attendez une minute, puis recommencez.';

  // Two minutes before the session or the journey ends a band says so; its link keeps it open while the page stays as it is.
  var closing;
  var watch = function () {
    clearTimeout(closing);
    var place = byId('fin-de-session');
    if (!place) return;
    place.hidden = true;
    closing = setTimeout(function () {
      place.hidden = false;
      place.className = 'bande';
      each('.bande a', function (link) { link.textContent = link.textContent.split(' (')[0]; });
      clear(place);
      say('annonce', place.textContent);
    }, (place.getAttribute('data-seconds') - 120) * 1000);
  };
  var stay = function (event) {
    var link = event.target.closest && event.target.closest('.bande a');
    if (!link || !window.fetch) return;
    event.preventDefault();
    event.stopPropagation();
    fetch(link.href, { credentials: 'same-origin' }).then(function (r) { return r.ok ? r.text() : ''; }).then(function (page) {
      var place = byId('fin-de-session'), next = new DOMParser().parseFromString(page, 'text/html');
      if (!next.getElementById('titre')) { say('panne', down); return; }
      var notice = next.getElementById('avis'), told = notice && notice.textContent;
      next = next.getElementById('fin-de-session');
      say('panne', next ? '' : told || 'Il faut vous connecter de nouveau.');
      if (!next) { say('annonce', ''); return; }
      var focused = place.contains(document.activeElement);
      place.parentNode.replaceChild(document.adoptNode(next), place);
      watch();
      say('annonce', told || 'Vous avez plus de temps.');
      if (focused) byId('titre').focus({ preventScroll: true });
    }, function () { say('panne', unreachable); });
  };
  document.addEventListener('click', stay, true);

  // A page that comes back from the browser's own memory may be sent again.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) free();
  });

  var arrived = function () {
    forget();
    settled();
    wake();
    watch();
    readSMS();
    // The focus has what the page begins with read: errors, a notice, a heading. A notice, a success or what was asked for may
    // stand below it.
    var place = beginning(), news = document.querySelector('#avis, .succes, [data-said]');
    say('annonce', news && news !== place && !byId('erreurs') ? news.textContent : '');
    setTimeout(stand, 0, place);
  };
  document.addEventListener('htmx:beforeSend', function (event) {
    if (!forPage(event)) return;
    settled();
    waiting = setTimeout(say, 1000, 'attente', 'Un instant, s’il vous plaît…');
  });
  document.addEventListener('htmx:afterSettle', function (event) { if (forPage(event)) arrived(); });

  // The gauge is drawn while a person types, and said once they pause, if what it says has changed.
  var pause, said;
  var heard = function () {
    var words = '';
    each('#jauge p', function (p) { words += p.textContent + ' '; });
    if (words && words !== said) say('annonce', words);
    said = words;
  };
  var pausing = function () { clearTimeout(pause); pause = setTimeout(heard, 1500); };
  document.addEventListener('input', function (event) {
    if (event.target.hasAttribute('data-hx-post')) pausing();
  });
  document.addEventListener('htmx:afterSwap', function (event) {
    if (forPage(event)) replaced = true;
    if (event.detail.target && event.detail.target.id === 'jauge') pausing();
  });
  // The page stays with what was typed, and may be sent again.
  var failed = function (event, told) {
    if (!forPage(event)) return;
    free();
    settled(told || (event.detail.xhr.status < 500 ? unreachable : down));
  };
  // An error after which the same form may be sent again is told below it. What is no screen of this service is told so, too: the
  // page of a proxy that does not reach it, or of a public network that asks who is there.
  document.addEventListener('htmx:beforeSwap', function (event) {
    var answer = event.detail.serverResponse;
    var told = / data-panne/.test(answer) && new DOMParser().parseFromString(answer, 'text/html').querySelector('[data-panne]').textContent;
    if (!told && / id="titre"|class="niveaux/.test(answer)) return;
    event.detail.shouldSwap = false;
    failed(event, told);
  });
  // No status: the line was cut, time was over, or the person has stopped the browser.
  document.addEventListener('htmx:afterRequest', function (event) { if (!event.detail.xhr.status) failed(event); });

  forget();
  document.addEventListener('DOMContentLoaded', function () { wake(); watch(); readSMS(); if (byId('erreurs')) stand(byId('erreurs')); });
}());
