/* Elements made and filled.  Every text from a record enters as text, never as markup. */
var DOM = (function () {
  "use strict";

  function byId(id) { return document.getElementById(id); }

  /* A text as a parser of HTML would give it back. */
  function plain(text) { return String(text).replace(/\r\n?/g, "\n").replace(/\0/g, ""); }

  function append(element, children) {
    [].concat(children).forEach(function (child) {
      element.appendChild(typeof child === "object" ? child : document.createTextNode(plain(child)));
    });
    return element;
  }

  /* An element with attributes and children, which are texts or elements. */
  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    return append(made, children === undefined ? [] : children);
  }

  function make(tag, name, children) { return element(tag, name ? { "class": name } : {}, children); }

  function fill(place, children) {
    while (place.firstChild) { place.removeChild(place.firstChild); }
    return append(place, children);
  }

  return { byId: byId, plain: plain, element: element, make: make, fill: fill };
}());
