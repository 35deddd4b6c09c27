"""What a service is made of: put together once, and handed to every route."""

from dataclasses import dataclass

from lape_qa_api.config import Config
from lape_qa_api.http.workers import Workers
from lape_qa_api.questions import Questions
from lape_qa_api.readiness import Serving
from lape_qa_api.security.keys import Keys
from lape_qa_api.security.signing import Signer
from lape_qa_api.state.database import Database
from lape_qa_api.state.feedback import Feedback
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
    metrics: Metrics
    signer: Signer
    keys: Keys
    feedback: Feedback
    topics: Topics
    questions: Questions

    @classmethod
    def of(cls, serving: Serving, config: Config, tracer: Tracer | None) -> "Components":
        """Put a service together; StorageError when its state folder cannot be used."""
        database = Database(config.state)
        signer, feedback = Signer(database.secret), Feedback(database)
        topics = Topics(database, signer, config.topic_minimum)
        workers = Workers(config.threads, config.queue, config.timeout)
        metrics = Metrics(serving, workers)
        questions = Questions(
            serving,
            workers,
            metrics,
            signer,
            tracer,
            topics if config.unanswered_topics else None,
            feedback if config.keep_questions else None,
        )
        return cls(config, database, serving, workers, metrics, signer, Keys(database), feedback, topics, questions)
