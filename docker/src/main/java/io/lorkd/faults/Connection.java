package io.lorkd.faults;

import io.vertx.core.Future;

/** Both directions of a connection. */
final class Connection {
    private final Flow there;
    private final Flow back;
    private int open = 2;

    Connection(Flow there, Flow back) {
        this.there = there;
        this.back = back;
    }

    /** @param ended is called when neither side is open any more */
    void begin(Runnable ended) {
        Runnable one = () -> {
            open--;
            if (open == 0) {
                ended.run();
            }
        };
        there.begin(one);
        back.begin(one);
    }

    void become(Line line) {
        there.become(line);
        back.become(line);
    }

    /** Nothing passes any more, and neither side hears of the other's end. */
    void silence() {
        there.silence();
        back.silence();
    }

    void corrupt() {
        there.corrupt();
        back.corrupt();
    }

    Future<Void> end() {
        return Future.join(there.close(), back.close()).mapEmpty();
    }
}
