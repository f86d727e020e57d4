// Loaded before a server that has no option for its address: whatever it listens on, it is the loopback address only.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, Number(port), "127.0.0.1", ...rest.filter((value) => typeof value === "function"));
};
