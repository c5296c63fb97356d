/* JSON with less freedom, so that all readers see one record in one text: no key twice, no number but whole ones of
   at most 60 digits, no half characters.  Objects have no prototype, so that no key means anything by itself.
   Whole numbers that a Number cannot hold become BigInt. */
var READ = (function () {
  "use strict";

  var NUMBER = /^(?:0|-?[1-9][0-9]{0,59})$/;
  var HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?:[^\ud800-\udbff]|^)[\udc00-\udfff]/;

  function fail(text) { throw new Error(text); }

  function json(text) {
    var at = 0;

    function space() {
      var code = text.charCodeAt(at);
      while (code === 32 || code === 10 || code === 13 || code === 9) { code = text.charCodeAt(++at); }
    }

    /* The text between quotes; almost always without escapes, which the browser's own reader knows. */
    function string() {
      var start = at, end = at, raw;
      do { end = text.indexOf("\"", end + 1); } while (end > 0 && isEscaped(end, start));
      if (end < 0) { fail("引号不成对"); }
      at = end + 1;
      raw = text.slice(start + 1, end);
      if (raw.indexOf("\\") >= 0 || /[\x00-\x1f]/.test(raw)) { raw = JSON.parse(text.slice(start, at)); }
      if (HALVES.test(raw)) { fail("有半个字符"); }
      return raw;
    }

    function isEscaped(quote, start) {
      var i = quote;
      while (i - 1 > start && text.charAt(i - 1) === "\\") { i--; }
      return (quote - i) % 2 === 1;
    }

    function items(open, close, item) {
      var more = true;
      at++;
      space();
      if (text.charAt(at) === close) { at++; return; }
      while (more) {
        item();
        space();
        more = text.charAt(at) === ",";
        if (!more && text.charAt(at) !== close) { fail("缺少 " + close); }
        at++;
      }
    }

    function object() {
      var found = Object.create(null);
      items("{", "}", function () {
        var key;
        space();
        if (text.charAt(at) !== "\"") { fail("缺少键"); }
        key = string();
        space();
        if (text.charAt(at++) !== ":") { fail("缺少冒号"); }
        if (SSJ1.has(found, key)) { fail("键“" + key + "”重复"); }
        found[key] = value();
      });
      return found;
    }

    function array() {
      var found = [];
      items("[", "]", function () { found.push(value()); });
      return found;
    }

    function word() {
      var found = /^[^\s,\]}]*/.exec(text.slice(at, at + 80))[0], number;
      at += found.length;
      if (found === "true" || found === "false" || found === "null") { return { "true": true, "false": false, "null": null }[found]; }
      if (!NUMBER.test(found)) { fail("“" + found + "”不是整数"); }
      number = +found;
      return Math.abs(number) < 9007199254740992 ? number : BigInt(found);
    }

    function value() {
      var first;
      space();
      first = text.charAt(at);
      return first === "\"" ? string() : first === "{" ? object() : first === "[" ? array() : word();
    }

    var found = value();
    space();
    if (at !== text.length) { fail("后面还有别的内容"); }
    return found;
  }

  return { json: json };
}());
