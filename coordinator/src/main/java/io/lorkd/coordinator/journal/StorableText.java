package io.lorkd.coordinator.journal;

import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

import java.sql.Types;

/**
 * Text as every database takes it. A reason that a site gives may hold what PostgreSQL has no text for, a zero or half of a
 * surrogate pair; that becomes the replacement character, as it must not be in the way of a row.
 */
final class StorableText extends AbstractArgumentFactory<String> {
    private static final int REPLACEMENT = 0xfffd;

    StorableText() {
        super(Types.VARCHAR);
    }

    @Override
    protected Argument build(String text, ConfigRegistry config) {
        return (position, statement, context) -> statement.setString(position, storable(text));
    }

    private static String storable(String text) {
        int[] points = text.codePoints()
                .map(point -> isStorable(point) ? point : REPLACEMENT)
                .toArray();
        return new String(points, 0, points.length);
    }

    private static boolean isStorable(int point) {
        return point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
    }
}
