// A job's page looks again without loading itself anew, and moves on to the brief when it is there.
const box = document.getElementById("job");
const stage = box?.querySelector(".job-stage");
const bar = box?.querySelector("progress");
const EVERY = 700;
let faults = 0;

function told(job) {
  if (job.state === "queued" || !job.stage) return "Waiting for its turn";
  return `${Math.min(job.done + 1, job.total)} of ${job.total}: ${job.stage}`;
}

async function look() {
  try {
    const answer = await fetch(`/jobs/${box.dataset.job}.json`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const job = await answer.json();
    faults = 0;
    if (job.state === "done" && job.brief && !job.read_before) {
      stage.textContent = "Done: opening the brief";
      location.replace(`/briefs/${job.brief}`);
      return;
    }
    if (job.state === "done" || job.state === "failed") {
      location.reload();
      return;
    }
    const words = told(job);
    if (stage.textContent !== words) stage.textContent = words;
    bar.max = Math.max(1, job.total);
    bar.value = job.done;
  } catch {
    faults += 1;
    if (faults === 5) stage.textContent = "The service does not answer. This page keeps asking.";
  }
  setTimeout(look, Math.min(EVERY * 2 ** faults, 10000));
}

if (box && stage && bar) setTimeout(look, EVERY);
