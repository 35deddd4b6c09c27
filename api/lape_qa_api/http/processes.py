"""The processes of a service that has several."""

from uvicorn.supervisors import Multiprocess


class Processes(Multiprocess):
    """Uvicorn's supervisor, which replaces a process that was killed at once, whenever that was."""

    def keep_subprocess_alive(self) -> None:
        """Replace the processes that have ended or do not say that they live."""
        for process in self.processes:
            # Held open here too, the pipe of a process that is killed while it is asked would never end, and its answer
            # be waited for as if it only hung.
            process.child_conn.close()
        super().keep_subprocess_alive()
