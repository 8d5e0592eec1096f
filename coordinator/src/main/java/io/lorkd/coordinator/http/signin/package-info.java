/** How people come in and go: sign-in by password, first-start link and ticket, its limits, and who has an account. */
package io.lorkd.coordinator.http.signin;
