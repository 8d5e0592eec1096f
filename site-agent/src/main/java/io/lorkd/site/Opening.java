package io.lorkd.site;

import io.lorkd.protocol.message.Answer;

/** The plan is known: the model is made, from the last promoted unit of this run where there is one. */
final class Opening extends Occupied {
    private final Answer.Enrolled enrolled;

    Opening(Site site, Answer.Enrolled enrolled) {
        super(site);
        this.enrolled = enrolled;
    }

    @Override
    void enter() {
        site.open(enrolled)
                .onSuccess(opened -> {
                    if (isPresent()) {
                        proceed(new Idle(site));
                    }
                })
                .onFailure(failure -> site.failIfPresent(this, "could not make ready for the run", failure));
    }
}
