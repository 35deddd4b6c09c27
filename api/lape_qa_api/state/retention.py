"""What is kept is deleted when its time is over."""

import asyncio
from datetime import UTC, datetime, timedelta

from anyio import to_thread

from lape_qa_api.state.feedback import Feedback
from lape_qa_api.state.topics import Topics

_HOUR = 3600


async def purge(days: int, feedback: Feedback, topics: Topics) -> None:
    """Delete the feedback, questions and topics of more than some days ago."""
    day = datetime.now(UTC).date() - timedelta(days=days)
    await to_thread.run_sync(feedback.delete_before, day)
    await to_thread.run_sync(topics.delete_before, day)


async def purge_hourly(days: int, feedback: Feedback, topics: Topics) -> None:
    """Do so every hour, until cancelled."""
    while True:
        await asyncio.sleep(_HOUR)
        await purge(days, feedback, topics)
