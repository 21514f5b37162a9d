// What your application would do: it has a user's token already, and gives it to the shipper.
import { createShipper } from "./shipper.js";

const { ingest } = await (await fetch("config.json")).json();
const state = document.getElementById("state");
let shipped = 0;

const shipper = createShipper({
  url: ingest,
  token: async () => (await fetch("token")).text(),
  onShipped: (entries) => {
    shipped += entries;
    state.textContent = `shipped: ${shipped}`;
  },
  onFailure: (why) => {
    state.textContent = `not shipped: ${why}`;
  },
});

addEventListener("error", (event) => shipper.log("error", event.message));
addEventListener("unhandledrejection", (event) => shipper.log("error", String(event.reason)));
document.getElementById("log").addEventListener("click", () => shipper.log("info", "a click"));
document.getElementById("fail").addEventListener("click", () => {
  throw new Error("something is broken");
});
shipper.log("info", "the page is ready");
