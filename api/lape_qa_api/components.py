"""What a service is made of: put together once, and handed to every route."""

from dataclasses import dataclass

from lape_qa_api.config import Config
from lape_qa_api.editing.editor import Editor
from lape_qa_api.http.workers import Workers
from lape_qa_api.pages.page_views import PageViews
from lape_qa_api.questions import Questions
from lape_qa_api.readiness import Serving, Standing
from lape_qa_api.security.keys import KeyRing
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.bookkeeping import PATIENCE, Bookkeeper
from lape_qa_api.state.database import Database
from lape_qa_api.state.topics import Topics
from lape_qa_api.telemetry.metrics import Metrics
from lape_qa_api.telemetry.tracer import Tracer


@dataclass(frozen=True, slots=True)
class Components:
    """The parts of one service; a route takes those that it needs."""

    config: Config
    database: Database
    serving: Serving
    workers: Workers
    standing: Standing
    metrics: Metrics
    signer: Signer
    keys: KeyRing
    bookkeeper: Bookkeeper
    topics: Topics
    questions: Questions
    editor: Editor | None
    """None: editing is off."""
    views: PageViews

    @classmethod
    def of(cls, serving: Serving, config: Config, tracer: Tracer | None) -> "Components":
        """Put a service together; StorageError when its state folder cannot be used."""
        database = Database(config.state, PATIENCE)
        keys, bookkeeper = KeyRing(database.beside(0)), Bookkeeper(database.beside(PATIENCE), config.retention_days)
        signer = Signer(database.secret)
        topics = Topics(database, signer, config.topic_minimum)
        workers = Workers(config.threads, config.queue, config.timeout)
        standing = Standing(serving, workers, bookkeeper)
        metrics = Metrics(standing)
        questions = Questions(
            serving,
            workers,
            metrics,
            signer,
            tracer,
            bookkeeper,
            topics if config.unanswered_topics else None,
            keep_questions=config.keep_questions,
        )
        return cls(
            config,
            database,
            serving,
            workers,
            standing,
            metrics,
            signer,
            keys,
            bookkeeper,
            topics,
            questions,
            Editor.of(config, serving),
            PageViews(),
        )

    def close(self) -> None:
        """Drop what waits, and let go of the state folder."""
        self.workers.close()
        self.views.close()
        self.keys.close()
        self.database.close()
