// Builds what the browser gets from npm packages into build/, which is not kept in git.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as sass from "sass";
import { feature } from "topojson-client";

const modules = new URL("../node_modules/", import.meta.url);
const out = new URL("../build/", import.meta.url);

for (const folder of ["css/", "fonts/", "img/svg-icons/", "js/", "paper/"]) {
  mkdirSync(new URL(folder, out), { recursive: true });
}

const compile = (name) => {
  const { css } = sass.compile(new URL(`${name}.scss`, import.meta.url).pathname, {
    loadPaths: [new URL("dkfds/src/stylesheets/", modules).pathname],
    style: "compressed",
    quietDeps: true,
  });
  writeFileSync(new URL(`css/${name}.css`, out), css);
  return css;
};
const css = compile("site");
compile("sign_in");

// The Latin-1 cut has all Danish letters and is a fifth of the whole font.
for (const weight of ["Regular", "SemiBold"]) {
  const name = `IBMPlexSans-${weight}-Latin1.woff2`;
  copyFileSync(new URL(`dkfds/src/fonts/IBMPlexSans/split/woff2/${name}`, modules), new URL(`fonts/${name}`, out));
}

// Files that readers take along are set in the whole font. What it cannot show is replaced before
// (cases/documents/file_text.py), so beside it stand the characters that both weights have.
const paper = ["Regular", "SemiBold"].map((weight) => {
  const name = `IBMPlexSans-${weight}.ttf`;
  copyFileSync(new URL(`dkfds/src/fonts/IBMPlexSans/complete/ttf/${name}`, modules), new URL(`paper/${name}`, out));
  return characters(readFileSync(new URL(`paper/${name}`, out)));
});
const shared = paper[0].filter((character) => paper[1].includes(character));
writeFileSync(new URL("paper/characters.txt", out), String.fromCodePoint(...shared));

// The characters of a TrueType font: those to which format 4 of its table “cmap” gives a glyph.
function characters(font) {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, number) => 12 + 16 * number);
  const cmap = font.readUInt32BE(tables.find((at) => font.toString("latin1", at, at + 4) === "cmap") + 8);
  const formats = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, number) => cmap + font.readUInt32BE(cmap + 8 + 8 * number));
  const table = formats.find((at) => font.readUInt16BE(at) === 4);
  const size = font.readUInt16BE(table + 6);
  const found = [];
  for (let segment = 0; segment < size; segment += 2) {
    const end = font.readUInt16BE(table + 14 + segment);
    const start = font.readUInt16BE(table + 16 + size + segment);
    const delta = font.readUInt16BE(table + 16 + 2 * size + segment);
    const offset = font.readUInt16BE(table + 16 + 3 * size + segment);
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const listed = table + 16 + 3 * size + segment + offset + 2 * (code - start);
      const glyph = offset === 0 ? code + delta : font.readUInt16BE(listed) && font.readUInt16BE(listed) + delta;
      if (glyph & 0xffff) found.push(code);
    }
  }
  return found;
}

// The icons that the style sheet draws in form controls.
for (const [, name] of css.matchAll(/svg-icons\/([\w-]+\.svg)/g)) {
  copyFileSync(new URL(`dkfds/src/img/svg-icons/${name}`, modules), new URL(`img/svg-icons/${name}`, out));
}

copyFileSync(new URL("htmx.org/dist/htmx.min.js", modules), new URL("js/htmx.min.js", out));

// Denmark's outline (Natural Earth, public domain). One unit is a kilometre, counted from 8° E and 57.8° N.
// cases/catalogue/charts/places.csv has the municipalities' places in it.
const KM_EAST = 62.25;
const KM_NORTH = 111.2;
const world = JSON.parse(readFileSync(new URL("world-atlas/countries-10m.json", modules)));
const denmark = world.objects.countries.geometries.find((country) => country.properties.name === "Denmark");
const place = ([east, north]) => `${((east - 8) * KM_EAST).toFixed(1)} ${((57.8 - north) * KM_NORTH).toFixed(1)}`;
const outline = feature(world, denmark).geometry.coordinates.flat().map((ring) => `M${ring.map(place).join(" ")}z`);
writeFileSync(
  new URL("img/denmark.svg", out),
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 450 370" width="450" height="370">' +
    `<path d="${outline.join("")}" fill="#ececec" stroke="#707070" stroke-width="0.4" stroke-linejoin="round"/></svg>`,
);
