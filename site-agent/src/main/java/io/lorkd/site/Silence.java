package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the coordinator does not answer or asks to wait, and once that it goes on, however often it is tried in
 * between.
 */
final class Silence implements Handler<AsyncResult<Answer>> {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

    private enum Line {
        OPEN,
        SILENT,
        WAITING
    }

    private final String site;
    private Line line = Line.OPEN;

    Silence(String site) {
        this.site = site;
    }

    /** Takes what came of a message. */
    @Override
    public void handle(AsyncResult<Answer> heard) {
        Line before = line;
        line = heard.failed() ? Line.SILENT : heard.result() instanceof Answer.Wait ? Line.WAITING : Line.OPEN;
        if (line == before) {
            return;
        }
        switch (line) {
            case SILENT ->
                LOG.warn(
                        "site {}: the coordinator does not answer; trying until it does ({})",
                        site,
                        heard.cause().getMessage());
            case WAITING ->
                LOG.info("site {}: the coordinator asks to wait: {}", site, ((Answer.Wait) heard.result()).reason());
            case OPEN -> LOG.info("site {}: the coordinator answers again", site);
        }
    }
}
