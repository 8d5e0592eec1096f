/** How the dashboard answers: JSON, and refusals as a sentence in JSON. Knows no route. */
package io.lorkd.coordinator.http.answer;
