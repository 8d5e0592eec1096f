package io.lorkd.protocol.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents one key of a configuration file, on the record component that takes it. The key is called as the component.
 *
 * <p>Components may be {@code String}, {@code boolean}, {@code int}, {@code long}, {@code double}, an enum (written in
 * lower case with dashes), {@code Duration} ({@code 30s}, {@code 10m}, {@code PT10M}), {@code Path}, another record (a
 * section), a {@code List} of any of these, or {@code Optional}, {@code OptionalInt}, {@code OptionalLong} or {@code
 * OptionalDouble}, which may be left out.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {
    /** What it sets, in one line. */
    String value();

    /** The default, as it would be written in YAML. Without one the key must be given, unless it is optional or a section. */
    String defaultValue() default "";

    /** The unit, where the value has one. */
    String unit() default "";

    /** The smallest number allowed. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest number allowed. */
    double max() default Double.POSITIVE_INFINITY;

    /** The texts allowed; none means any that is not blank. */
    String[] allowed() default {};
}
