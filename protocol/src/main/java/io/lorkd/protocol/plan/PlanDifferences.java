package io.lorkd.protocol.plan;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where two plans are not the same. */
public final class PlanDifferences {
    private PlanDifferences() {}

    /**
     * The keys with different values, in the order of the plan, such as {@code rounds.deadline: PT10M there, PT5M here}; empty
     * where the plans are equal.
     */
    public static List<String> between(Plan there, Plan here) {
        List<String> differences = new ArrayList<>();
        compare("", there, here, differences);
        return differences;
    }

    private static void compare(String key, Object there, Object here, List<String> differences) {
        if (Objects.equals(there, here)) {
            return;
        }
        if (there instanceof Record && here instanceof Record && there.getClass() == here.getClass()) {
            for (RecordComponent component : there.getClass().getRecordComponents()) {
                String name = key.isEmpty() ? component.getName() : key + "." + component.getName();
                compare(name, value(component, there), value(component, here), differences);
            }
        } else {
            differences.add(key + ": " + words(there) + " there, " + words(here) + " here");
        }
    }

    /** An optional section is looked into where both have it. */
    private static Object value(RecordComponent component, Object record) {
        try {
            Object value = component.getAccessor().invoke(record);
            return value instanceof Optional<?> optional && optional.isPresent() ? optional.get() : value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a plan's components are public and only return what they hold", e);
        }
    }

    private static String words(Object value) {
        String text = String.valueOf(value);
        return text.endsWith(".empty") ? "nothing" : text;
    }
}
