/* SHA-256 (FIPS 180-4) in plain ES5 with typed arrays: no network, no WebCrypto, so it also runs from a file
   and on a plain-http page.  One buffer and one state are used again and again, which makes it fast. */
var SHA256 = (function () {
  "use strict";

  var K = new Int32Array([
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2]);
  var START = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  var W = new Int32Array(64), H = new Int32Array(8);
  var buffer = new Uint8Array(256), length = 0;

  /* One block: the 16 words in W are worked into the state H. */
  function compress() {
    var a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7], i, x, y;
    for (i = 16; i < 64; i++) {
      x = W[i - 15];
      y = W[i - 2];
      W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) +
        ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10) | 0;
    }
    for (i = 0; i < 64; i++) {
      x = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ e & (f ^ g)) + K[i] + W[i] | 0;
      y = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b | c & (a | b)) | 0;
      h = g; g = f; f = e; e = d + x | 0;
      d = c; c = b; b = a; a = x + y | 0;
    }
    H[0] = H[0] + a | 0; H[1] = H[1] + b | 0; H[2] = H[2] + c | 0; H[3] = H[3] + d | 0;
    H[4] = H[4] + e | 0; H[5] = H[5] + f | 0; H[6] = H[6] + g | 0; H[7] = H[7] + h | 0;
  }

  function reserve(size) {
    var larger;
    if (size > buffer.length) {
      larger = new Uint8Array(size * 2);
      larger.set(buffer);
      buffer = larger;
    }
  }

  /* A new message begins; `first` is its first byte where one is given. */
  function begin(first) {
    length = 0;
    if (first !== undefined) { buffer[length++] = first; }
  }

  /* The UTF-8 bytes of a text are added to the message. */
  function add(text) {
    var i, code, low;
    reserve(length + text.length * 3);
    for (i = 0; i < text.length; i++) {
      code = text.charCodeAt(i);
      if (code >= 0xd800 && code < 0xe000) {
        low = text.charCodeAt(i + 1);
        if (code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + (code - 0xd800 << 10) + (low - 0xdc00);
          i++;
        } else { code = 0xfffd; }
      }
      if (code < 0x80) { buffer[length++] = code; continue; }
      if (code < 0x800) { buffer[length++] = 0xc0 | code >> 6; } else {
        if (code < 0x10000) { buffer[length++] = 0xe0 | code >> 12; } else {
          buffer[length++] = 0xf0 | code >> 18;
          buffer[length++] = 0x80 | code >> 12 & 63;
        }
        buffer[length++] = 0x80 | code >> 6 & 63;
      }
      buffer[length++] = 0x80 | code & 63;
    }
  }

  /* Hash the message into the state; returns the state, which the next hash overwrites. */
  function finish() {
    var end = (length + 72 >> 6) * 64, at, i, p;
    reserve(end);
    buffer[length] = 0x80;
    for (i = length + 1; i < end; i++) { buffer[i] = 0; }
    H.set(START);
    for (at = 0; at < end; at += 64) {
      for (i = 0, p = at; i < 16; i++, p += 4) {
        W[i] = buffer[p] << 24 | buffer[p + 1] << 16 | buffer[p + 2] << 8 | buffer[p + 3];
      }
      if (at + 64 === end) {
        W[14] = length / 0x20000000;
        W[15] = length << 3;
      }
      compress();
    }
    return H;
  }

  /* Hash of the byte 1 and two hashes: node of the list's tree.  `nodes` holds 8 words a hash. */
  function join(nodes, left, right, to) {
    var i, before = 1, word;
    H.set(START);
    for (i = 0; i < 16; i++) {
      word = nodes[i < 8 ? left + i : right + i - 8];
      W[i] = before << 24 | word >>> 8;
      before = word;
    }
    compress();
    W[0] = before << 24 | 0x800000;
    for (i = 1; i < 15; i++) { W[i] = 0; }
    W[15] = 65 * 8;
    compress();
    nodes.set(H, to);
  }

  /* 64 lower-case hex digits of the 8 words from `at`. */
  function hex(words, at) {
    var text = "", i;
    for (i = at; i < at + 8; i++) { text += ("0000000" + (words[i] >>> 0).toString(16)).slice(-8); }
    return text;
  }

  function digest(text) {
    begin();
    add(text);
    return hex(finish(), 0);
  }

  /* Bytes given in hex are added to the message, each combined with `mask` where there is one. */
  function addHex(text, mask) {
    var i;
    reserve(length + text.length / 2);
    for (i = 0; i < text.length; i += 2) { buffer[length++] = parseInt(text.slice(i, i + 2), 16) ^ (mask || 0); }
  }

  function digestHex(text) {
    begin();
    addHex(text);
    return hex(finish(), 0);
  }

  /* HMAC-SHA256 of a text under a key of 32 bytes in hex. */
  function hmac(key, text) {
    var whole = key + new Array(65).join("0"), inner;
    begin();
    addHex(whole, 0x36);
    add(text);
    inner = hex(finish(), 0);
    begin();
    addHex(whole, 0x5c);
    addHex(inner);
    return hex(finish(), 0);
  }

  return { begin: begin, add: add, finish: finish, join: join, hex: hex, digest: digest, digestHex: digestHex, hmac: hmac };
}());
