package io.lorkd.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a call of the command line came to. */
record Called(int exitCode, String out, String err) {

    static Called lorkd(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Called(exitCode, out.toString(), err.toString());
    }
}
