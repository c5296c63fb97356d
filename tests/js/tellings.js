/* Where the page's telling of records differs from the HTML that Python made of them: [number of the case, place]. */
function tellings(cases) {
  "use strict";

  var found = [];
  cases.forEach(function (given, number) {
    var built = SECTIONS.build(READ.json(given.records), READ.json(given.facts));
    Object.keys(given.html).forEach(function (name) {
      var is = document.createElement("div"), due = document.createElement("div");
      is.innerHTML = given.html[name];
      DOM.fill(due, built[name]);
      is.normalize();
      due.normalize();
      if (!is.isEqualNode(due)) { found.push([number, name, is.outerHTML, due.outerHTML]); }
    });
  });
  return found;
}
