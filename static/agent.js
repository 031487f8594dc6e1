// What agents' pages gain with JavaScript: keys that press links and choices; forms that leave what stands in the others of their
// page; a file that can be dropped; an import whose page follows it.
(function () {
  'use strict';
  var each = Array.prototype.forEach;

  // A key alone presses what carries it in data-touche, outside fields where it would be typed. A choice keeps the focus, so
  // that the next key or Enter goes on from there.
  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    if (event.target.closest('textarea, select, input:not([type=radio]):not([type=checkbox])')) return;
    if (document.querySelector('[data-touches]')) return; // the agent has turned them off
    var target = document.querySelector('[data-touche="' + CSS.escape(event.key.toLowerCase()) + '"]');
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (target.matches('input:not([type=radio]):not([type=checkbox])')) target.select(); else target.click();
  });

  // A page that the browser has loaded anew begins where one does that htmx has brought.
  document.addEventListener('DOMContentLoaded', function () {
    var begun = document.querySelectorAll('[data-debut]');
    if (begun.length && !location.hash && !document.getElementById('erreurs')) begun[begun.length - 1].focus();
  });

  // A form is sent without what stands in the others of its page. They have it again where the answer shows them, but for codes and
  // passwords, which are typed for each try.
  var others = [];
  var eachField = function (act) {
    each.call(document.querySelectorAll('#page main form'), function (form) {
      each.call(form.elements, function (field) {
        if (field.name && !/hidden|password|file|submit/.test(field.type) && field.autocomplete !== 'one-time-code') act(form, field);
      });
    });
  };
  var choice = function (field) { return /radio|checkbox/.test(field.type); };
  var changed = function (field) {
    if (choice(field)) return field.checked !== field.defaultChecked;
    if (!field.options) return field.value !== field.defaultValue;
    return field.value !== (field.querySelector('option[selected]') || field.options[0]).value;
  };
  document.addEventListener('htmx:beforeSend', function (event) {
    var sent = event.detail.elt;
    if (sent.tagName !== 'FORM') return;
    others = [];
    eachField(function (form, field) {
      if (form !== sent && changed(field)) others.push([form.action, field.name, field.value, field.checked]);
    });
  });
  document.addEventListener('htmx:afterSettle', function () {
    var written = others;
    others = [];
    if (written.length) eachField(function (form, field) {
      written.forEach(function (was) {
        if (was[0] !== form.action || was[1] !== field.name || choice(field) && was[2] !== field.value) return;
        if (choice(field)) field.checked = was[3]; else field.value = was[2];
        field.dispatchEvent(new Event('change', { bubbles: true }));
      });
    });
  });

  // A page with several buttons is one form. Enter in a field presses the button that follows it, as if each had a form of its own.
  document.addEventListener('keydown', function (event) {
    var field = event.target, form = field.form;
    if (event.defaultPrevented || event.key !== 'Enter' || field.tagName !== 'INPUT' || !form || !form.querySelector('[name=entree]')) return;
    var next = Array.prototype.filter.call(form.querySelectorAll('button'), function (button) {
      return field.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
    })[0];
    if (!next) return;
    event.preventDefault();
    next.click();
  });

  // A form whose answer is a file stays on the screen, and says so; its other buttons lead to a page.
  document.addEventListener('submit', function (event) {
    if (event.submitter && !event.submitter.hasAttribute('data-fichier')) return;
    each.call(event.target.querySelectorAll('.apres-envoi'), function (place) { place.textContent = place.getAttribute('data-words'); });
  });

  // A large file on a slow line takes longer than htmx waits for a page, and says how far it is.
  var upload = function (event) {
    return event.detail.elt && event.detail.elt.hasAttribute && event.detail.elt.hasAttribute('data-upload');
  };
  document.addEventListener('htmx:beforeSend', function (event) {
    if (!upload(event)) return;
    event.detail.xhr.timeout = 0;
    event.detail.xhr.upload.addEventListener('progress', function (e) {
      if (e.lengthComputable) setTimeout(function () {
        var place = document.querySelector('form[data-upload]') && document.getElementById('attente');
        if (place) place.textContent = 'Envoi du fichier\u00a0: ' + Math.floor(100 * e.loaded / e.total) + '\u00a0%';
      });
    });
  });

  // The frame around the choice of a file takes one that is dropped there.
  var frame = function (event) {
    var place = event.target.closest && event.target.closest('.depot');
    return place && event.dataTransfer && Array.prototype.indexOf.call(event.dataTransfer.types, 'Files') >= 0 ? place : null;
  };
  ['dragenter', 'dragover'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var place = frame(event);
      if (place) { event.preventDefault(); place.classList.add('dessus'); }
    });
  });
  document.addEventListener('dragleave', function (event) {
    var place = frame(event);
    if (place && !place.contains(event.relatedTarget)) place.classList.remove('dessus');
  });
  document.addEventListener('drop', function (event) {
    var place = frame(event);
    if (!place) return;
    event.preventDefault();
    place.classList.remove('dessus');
    place.querySelector('input[type=file]').files = event.dataTransfer.files;
  });

  // An import under way: its part of the page is fetched again until it is over. The bar moves; all the rest changes, and is
  // said aloud, with the phase only.
  var follow = function () {
    var place = document.querySelector('[data-poll]');
    if (!place || place.followed) return;
    place.followed = true;
    var look = function () {
      if (!document.contains(place)) return;
      fetch(place.getAttribute('data-poll'), { credentials: 'same-origin' }).then(function (r) {
        if (r.status >= 500) throw r; // a proxy while the service starts again
        return r.text();
      }).then(function (page) {
        if (!document.contains(place)) return;
        var next = new DOMParser().parseFromString(page, 'text/html').getElementById('suivi');
        if (!next) { // the session has ended: the page stays, for somebody reads it
          place.querySelector('#avancement').innerHTML = '<a href="' + place.getAttribute('data-poll') + '">Se connecter pour voir la suite</a>';
          document.getElementById('annonce').textContent = place.getAttribute('data-ended');
          return;
        }
        if (next.getAttribute('data-phase') === place.getAttribute('data-phase')) {
          place.querySelector('#avancement').innerHTML = next.querySelector('#avancement').innerHTML;
          setTimeout(look, 1000);
          return;
        }
        var focused = place.contains(document.activeElement);
        place.parentNode.replaceChild(document.adoptNode(next), place);
        htmx.process(next);
        document.getElementById('annonce').textContent = next.getAttribute('data-phrase');
        if (focused) document.getElementById('titre').focus();
        follow();
      }).catch(function () { setTimeout(look, 5000); });
    };
    setTimeout(look, 1000);
  };

  document.addEventListener('htmx:afterSettle', follow);
  document.addEventListener('DOMContentLoaded', follow);
}());
