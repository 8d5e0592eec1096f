/** The door for updates: pulled, checked against the backbone's manifest, and staged on disk. */
package io.lorkd.coordinator.intake;
