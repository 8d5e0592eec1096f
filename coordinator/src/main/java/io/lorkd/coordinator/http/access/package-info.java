/** Who may look and who may act: tokens, roles, and the refusal of everybody else. */
package io.lorkd.coordinator.http.access;
