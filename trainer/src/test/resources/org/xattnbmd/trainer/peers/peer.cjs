// A peer in Node.js: onnxruntime-node, input ready. The same conversation as PeerChild's.
// Arguments: model, crop, threads, row as JSON.
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

const [model, cropFile, threads, rowJson] = process.argv.slice(2);
const SIDE = 224;
const bytes = fs.readFileSync(cropFile);
const crop = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const row = Float32Array.from(JSON.parse(rowJson));

async function answer(session, batch) {
  const crops = new Float32Array(batch * crop.length);
  const rows = new Float32Array(batch * row.length);
  for (let i = 0; i < batch; i++) {
    crops.set(crop, i * crop.length);
    rows.set(row, i * row.length);
  }
  const outputs = await session.run({
    radiograph: new ort.Tensor('float32', crops, [batch, 1, SIDE, SIDE]),
    clinical: new ort.Tensor('float32', rows, [batch, row.length]),
  });
  return outputs.bmd.data[batch - 1];
}

async function main() {
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  console.log('@ready ' + (await answer(session, 1)));
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [word, count] = line.split(' ');
    if (word === 'run') {
      console.log('@done ' + (await answer(session, Number(count))));
    } else if (word === 'heap') {
      // V8's own heap and the array buffers beside it; the median, because a call in which something is collected shrinks them.
      for (let i = 0; i < Number(count); i++) await answer(session, 1);
      global.gc();
      const grown = [];
      for (let i = 0; i < Number(count); i++) {
        const before = process.memoryUsage();
        await answer(session, 1);
        const after = process.memoryUsage();
        grown.push(after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers);
      }
      grown.sort((a, b) => a - b);
      console.log('@heap ' + grown[Math.floor(grown.length / 2)]);
    } else if (word === 'memory') {
      console.log('@memory ' + process.memoryUsage().rss);
    } else {
      throw new Error('Expected run, heap or memory, received ' + line);
    }
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
