package io.lorkd.coordinator.account;

import io.lorkd.model.InvalidInputException;

import java.util.Locale;

/** What somebody who has signed in may do. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Look, and give orders. */
    OPERATOR;

    /** As it is written for people and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidInputException if the word is no role's */
    public static Role of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new InvalidInputException("Found the role '" + word + "'; expected viewer or operator");
    }
}
