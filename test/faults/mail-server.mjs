/**
 * A mail server in a process of its own, on loopback, that fails as often as it was told: at RCPT for the moment, at
 * RCPT for good, or by dropping the connection once it has the whole message. Which attempt fails how follows from
 * the seed and the address. It keeps a log of what became of each attempt.
 *
 * Over IPC: `{ failing: percent }` sets how many fail, `'log'` asks for the log; it sends `{ port }` when it listens
 * and `{ received }` after each message that it has read to its end.
 */
import { createHash } from 'node:crypto';
import { SMTPServer } from 'smtp-server';

const seed = process.argv[2];
let failing = Number(process.argv[3]);
const log = [];
const attempts = new Map();
let received = 0;

/** What becomes of the next attempt for an address: of those that fail, a third each way. */
function fateOf(address) {
  const attempt = (attempts.get(address) ?? 0) + 1;
  attempts.set(address, attempt);
  const roll = createHash('sha256').update(`${seed}:${address}:${attempt}`).digest().readUInt32BE() % 3_000;
  if (roll >= failing * 30) return 'taken';
  return ['deferred', 'refused', 'dropped'][roll % 3];
}

const refusal = (responseCode, text) => Object.assign(new Error(text), { responseCode });

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onRcptTo({ address }, session, callback) {
    session.fate = fateOf(address);
    if (session.fate === 'deferred') callback(refusal(451, `4.3.2 come back later, ${address}`));
    else if (session.fate === 'refused') callback(refusal(550, `5.1.1 no such user: ${address}`));
    else return callback();
    log.push({ address, messageId: null, fate: session.fate });
  },
  onData(stream, session, callback) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      // The client may have died in the middle: what it had sent until then is no message.
      const text = Buffer.concat(chunks).toString();
      const messageId = /^Message-ID: (.*?)\r$/m.exec(text)?.[1] ?? null;
      const [{ address }] = session.envelope.rcptTo;
      log.push({ address, messageId, fate: session.fate });
      received += 1;
      process.send?.({ received });
      if (session.fate !== 'dropped') return callback();
      for (const connection of server.connections) if (connection.id === session.id) connection._socket.destroy();
    });
  },
});
server.on('error', () => {});
process.on('message', (message) => {
  if (message === 'log') process.send?.({ log });
  else failing = message.failing;
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.server.address().port }));
