// Reads feeds with rss-parser, as n8n and Sim do: a list of files in, a line of JSON for each out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [folder, ...files] = process.argv.slice(2);
const Parser = createRequire(folder + "/")("rss-parser");

for (const file of files) {
    try {
        const feed = await new Parser().parseString(readFileSync(file, "utf8"));
        const items = feed.items.map((item) => ({
            id: item.guid ?? item.id,
            title: item.title,
            link: item.link,
            date: item.isoDate ? Date.parse(item.isoDate) / 1000 : null,
            sections: item.categories ?? [],
            enclosures: item.enclosure ? [item.enclosure.url] : [],
        }));
        console.log(JSON.stringify({ file, items }));
    } catch (error) {
        console.log(JSON.stringify({ file, error: String(error) }));
    }
}
