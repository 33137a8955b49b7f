from allauth.account.views import PasswordResetView

from chapters_portal.operations.limits import TooMany, letter_to


class ResetPassword(PasswordResetView):
    def form_valid(self, form):
        try:
            with letter_to(form.cleaned_data["email"], self.request):
                return super().form_valid(form)
        except TooMany as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=429)
