// The page of a change, taken anew every other second until it has ended: what it says is made by the service.
const SECONDS = 2;

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) {
    return;
  }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const [state, job] = ["tila", "tyo"].map((id) => [document.getElementById(id), fresh.getElementById(id)]);
  job[0].replaceWith(job[1]);
  document.title = fresh.title;
  if (job[1].dataset.state === "running") {
    setTimeout(look, SECONDS * 1000);
  } else {
    // Kept in its place, so that screen readers tell that it has changed.
    state[0].className = state[1].className;
    state[0].textContent = state[1].textContent;
  }
}

setTimeout(look, SECONDS * 1000);
